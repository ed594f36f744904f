import type { ListedModel } from "../../api/types";
import { switchModel } from "../../state/models";
import { showUseIt } from "../../state/useIt";
import { formatBytes } from "../../ui/format";
import { Link } from "../../frame/Link";
import { Switch } from "../../ui/Switch";
import { ModelMenu } from "./ModelMenu";
import type { ModelStatus } from "./modelStatus";
import { StateCell } from "./StateCell";

interface ModelRowProps {
  model: ListedModel;
  status: ModelStatus;
  /** What the switch was set to and the server has not confirmed yet. */
  wish: boolean | undefined;
  isAdmin: boolean;
  onDelete(): void;
  onShare(): void;
}

export function ModelRow({ model, status, wish, isAdmin, onDelete, onShare }: ModelRowProps) {
  const isOn = wish ?? model.is_active;
  const description = typeof model.meta.description === "string" ? model.meta.description : "";
  return (
    <tr role="row" className={`model-row ${isOn ? "" : "is-off"}`}>
      <td role="cell" className="column-name">
        <div className="model-name">
          {model.write_access ? (
            <Link to={`/models/edit?id=${encodeURIComponent(model.id)}`}>{model.name}</Link>
          ) : (
            <span>{model.name}</span>
          )}
          {model.id !== model.name && <code className="model-id">{model.id}</code>}
        </div>
        {description && <div className="model-description">{description}</div>}
      </td>
      <td role="cell" className="column-base">
        {model.base_model_id === null ? <span className="badge">base model</span> : <code>{model.base_model_id}</code>}
      </td>
      <td role="cell" className="column-state"><StateCell id={model.id} name={model.name} isOn={model.is_active} status={status} /></td>
      {isAdmin && (
        <td role="cell" className="column-memory">
          {status.residency && status.residency.bytes > 0 ? formatBytes(status.residency.bytes) : ""}
        </td>
      )}
      <td role="cell" className="column-switch">
        {model.write_access && (
          <Switch
            label="Active"
            isOn={isOn}
            isBusy={wish !== undefined}
            onChange={(on) => void switchModel(model.id, model.name, on, { label: "Use it", run: () => showUseIt(model) })}
          />
        )}
      </td>
      <td role="cell" className="column-menu">
        <ModelMenu model={model} status={status} onDelete={onDelete} onShare={onShare} />
      </td>
    </tr>
  );
}
