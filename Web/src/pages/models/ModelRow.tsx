import type { ListedModel } from "../../api/types";
import { useWords } from "../../state/language";
import { switchModel } from "../../state/models";
import { toggleSelected } from "../../state/selection";
import { showUseIt } from "../../state/useIt";
import { formatBytes } from "../../ui/format";
import { Switch } from "../../ui/Switch";
import { ModelMenu } from "./ModelMenu";
import { ModelName } from "./ModelName";
import type { ModelStatus } from "./modelStatus";
import { StateCell } from "./StateCell";

interface ModelRowProps {
  model: ListedModel;
  status: ModelStatus;
  /** What the switch was set to and the server has not confirmed yet. */
  wish: boolean | undefined;
  isSelected: boolean;
  isAdmin: boolean;
  onDelete(): void;
  onShare(): void;
}

export function ModelRow({ model, status, wish, isSelected, isAdmin, onDelete, onShare }: ModelRowProps) {
  const words = useWords().models;
  const isOn = wish ?? model.is_active;
  return (
    <tr
      role="row"
      aria-label={model.name}
      data-model={model.id}
      aria-selected={isSelected}
      className={`model-row ${isOn ? "" : "is-off"} ${isSelected ? "is-selected" : ""}`}
    >
      <td role="cell" className="column-select">
        {model.write_access && (
          <input
            type="checkbox"
            aria-label={words.selection.select(model.name)}
            checked={isSelected}
            onChange={() => toggleSelected(model.id)}
          />
        )}
      </td>
      <td role="cell" className="column-name"><ModelName model={model} /></td>
      <td role="cell" className="column-base">
        {model.base_model_id === null ? <span className="badge">{words.baseModel}</span> : <code>{model.base_model_id}</code>}
      </td>
      <td role="cell" className="column-state">
        <StateCell id={model.id} name={model.name} isOn={model.is_active} status={status} />
      </td>
      {isAdmin && (
        <td role="cell" className="column-memory">
          {status.residency && status.residency.bytes > 0 ? formatBytes(status.residency.bytes) : ""}
        </td>
      )}
      <td role="cell" className="column-switch">
        {model.write_access && (
          <Switch
            label={words.table.active}
            isOn={isOn}
            isBusy={wish !== undefined}
            onChange={(on) =>
              void switchModel(model.id, model.name, on, { label: words.menu.useIt, run: () => showUseIt(model) })}
          />
        )}
      </td>
      <td role="cell" className="column-menu">
        <ModelMenu model={model} status={status} onDelete={onDelete} onShare={onShare} />
      </td>
    </tr>
  );
}
