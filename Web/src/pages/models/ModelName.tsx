import type { ListedModel } from "../../api/types";
import { Link } from "../../frame/Link";
import { useStrings } from "../../state/language";
import { currentPerson } from "../../state/session";
import { Portrait } from "../../ui/Portrait";
import { editAddress, modelAddress } from "./addresses";
import { isHidden, tagsOf } from "./modelMeta";

/** Name, ID, owner, tags and visibility. */
export function ModelName({ model }: { model: ListedModel }) {
  const strings = useStrings().models;
  const description = typeof model.meta.description === "string" ? model.meta.description : "";
  const owner = model.user && model.user.id !== currentPerson()?.id ? model.user.name : "";
  return (
    <div className="model-identity">
      <Portrait id={model.id} name={model.name} image={model.image} />
      <div className="model-words">
        <div className="model-name">
          <Link to={modelAddress(model.id)} data-edit={model.write_access ? editAddress(model.id) : undefined}>{model.name}</Link>
          {model.id !== model.name && <code className="model-id">{model.id}</code>}
          {isHidden(model) && <span className="badge">{strings.hidden}</span>}
          {!model.write_access && <span className="badge">{strings.readOnly}</span>}
          {tagsOf(model).map((tag) => <span key={tag} className="tag">{tag}</span>)}
        </div>
        {(description || owner) && (
          <div className="model-description">
            {[description, owner && strings.ownedBy(owner)].filter(Boolean).join(" · ")}
          </div>
        )}
      </div>
    </div>
  );
}
