import type { ListedModel } from "../../api/types";
import type { ModelUsage } from "../../api/usage";
import { Link } from "../../frame/Link";
import { useStrings } from "../../state/language";
import { switchModel } from "../../state/models";
import { showUseIt } from "../../state/openDialog";
import { toggleSelected } from "../../state/selection";
import { currentPerson } from "../../state/session";
import { Portrait } from "../../ui/Portrait";
import { Sparkline } from "../../ui/Sparkline";
import { Switch } from "../../ui/Switch";
import { formatAgo, formatDateTime } from "../../ui/format";
import { editAddress, modelAddress } from "./addresses";
import { isHidden, tagsOf } from "./modelMeta";

/** Name, ID, owner, tags and visibility. */
export function ModelName({ model, note }: { model: ListedModel; note?: string }) {
  const strings = useStrings().models;
  const description = typeof model.meta.description === "string" ? model.meta.description : "";
  const owner = model.user && model.user.id !== currentPerson()?.id ? model.user.name : "";
  return (
    <div className="model-identity">
      <Portrait id={model.id} name={model.name} image={model.image} />
      <div className="model-text">
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
        {note && <div className="model-note">{note}</div>}
      </div>
    </div>
  );
}

export function SelectBox({ model, isSelected }: { model: ListedModel; isSelected: boolean }) {
  const strings = useStrings().models.selection;
  if (!model.write_access) return null;
  return (
    // A larger click target than the box alone.
    <label className="select-box">
      <input
        type="checkbox"
        aria-label={strings.select(model.name)}
        checked={isSelected}
        onChange={() => toggleSelected(model.id)}
      />
    </label>
  );
}

interface ModelSwitchProps {
  model: ListedModel;
  /** The pending position, which the server has not confirmed yet. */
  pending: boolean | undefined;
}

export function ModelSwitch({ model, pending }: ModelSwitchProps) {
  const strings = useStrings().models;
  if (!model.write_access) return null;
  return (
    <Switch
      label={strings.table.active}
      isOn={pending ?? model.is_active}
      isBusy={pending !== undefined}
      onChange={(on) =>
        void switchModel(model.id, model.name, on, { label: strings.menu.useIt, run: () => showUseIt(model) })}
    />
  );
}

/** Recent requests to a model; empty if it was never used. */
export function UseCell({ usage }: { usage: ModelUsage | undefined }) {
  const strings = useStrings().models.use;
  if (!usage || usage.last_used_at === null) return null;
  const total = usage.requests.reduce((sum, each) => sum + each, 0);
  return (
    <span className="use-cell" title={strings.lastUsed(formatDateTime(usage.last_used_at))}>
      {total > 0 && <Sparkline values={usage.requests} label={strings.requests(total)} />}
      <span className="muted">{formatAgo(usage.last_used_at)}</span>
    </span>
  );
}
