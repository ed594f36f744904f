import { useState } from "react";
import type { ListedModel } from "../../api/types";
import { Link } from "../../frame/Link";
import { refreshAccess } from "../../state/access";
import { useStrings } from "../../state/language";
import { lastAddressOf } from "../../state/location";
import { switchModel, useBaseModels, usePendingSwitches } from "../../state/models";
import { useResidencySnapshot } from "../../state/residency";
import { useRights } from "../../state/rights";
import { Icon } from "../../ui/Icon";
import { Portrait } from "../../ui/Portrait";
import { Switch } from "../../ui/Switch";
import { AccessDialog } from "../access/AccessDialog";
import { editAddress, modelAddress } from "../models/addresses";
import { DeleteDialog } from "../models/DeleteDialog";
import { isHidden } from "../models/modelMeta";
import { ModelMenu } from "../models/ModelMenu";
import { statusOf } from "../models/modelStatus";
import { StateCell } from "../models/StateCell";
import { useAfterChange } from "./useAfterChange";

/** Name, state and actions of the model, above every tab. */
export function ModelHead({ model }: { model: ListedModel }) {
  const { model: strings, models } = useStrings();
  const { isAdmin } = useRights();
  const bases = useBaseModels(isAdmin).value;
  const snapshot = useResidencySnapshot();
  const pending = usePendingSwitches().get(model.id);
  const [dialog, setDialog] = useState<"none" | "delete" | "share">("none");
  useAfterChange(model.revision, () => void refreshAccess());
  const status = statusOf(model, isAdmin ? bases : undefined, snapshot.byBaseModel, models);
  const close = () => setDialog("none");
  const { id, name, base_model_id: base, write_access: isWritable } = model;
  return (
    <header className="model-head">
      <BackToModels />
      <Portrait id={id} name={name} image={model.image} />
      <div className="model-head-text">
        <h1>{name}</h1>
        <p className="model-head-ids">
          {id !== name && <code>{id}</code>}
          {base === null ? <span className="badge">{strings.baseModel}</span> : (
            <span>
              {strings.on}{" "}
              {/* Users may use a preset without access to its base model. */}
              {isAdmin ? <Link to={modelAddress(base)}><code>{base}</code></Link> : <code>{base}</code>}
            </span>
          )}
          {isHidden(model) && <span className="badge">{models.hidden}</span>}
          {!isWritable && <span className="badge">{models.readOnly}</span>}
        </p>
        {status.clash && <p className="model-head-ids">{status.clash}</p>}
      </div>
      <div className="model-head-acts">
        {isWritable && (
          <span className="model-head-switch">
            <span aria-hidden="true">{models.table.active}</span>
            <Switch
              label={models.table.active}
              isOn={pending ?? model.is_active}
              isBusy={pending !== undefined}
              onChange={(on) => void switchModel(id, name, on)}
            />
          </span>
        )}
        {isWritable && (
          <Link to={editAddress(id)} className="button button-plain button-normal"><Icon name="edit" /> {strings.edit}</Link>
        )}
        <ModelMenu model={model} status={status} onDelete={() => setDialog("delete")} onShare={() => setDialog("share")} />
      </div>
      <div className="model-head-state">
        <StateCell id={id} name={name} isOn={model.is_active} status={status} />
      </div>
      {dialog === "delete" && <DeleteDialog model={model} onClose={close} />}
      {dialog === "share" && <AccessDialog model={model} onClose={close} />}
    </header>
  );
}

/** Of a deleted model only the ID is known. */
export function HeadOfAbsent({ id }: { id: string }) {
  return (
    <header className="model-head">
      <BackToModels />
      <div className="model-head-text"><h1>{id}</h1></div>
    </header>
  );
}

function BackToModels() {
  const strings = useStrings().model;
  return <Link to={lastAddressOf("/models")} className="icon-button" aria-label={strings.back}><Icon name="back" /></Link>;
}
