import { memo } from "react";
import { useStrings } from "../../state/language";
import { formatBytes } from "../../ui/format";
import { looksTheSame, type ModelItemProps } from "./ModelChunk";
import { ModelMenu } from "./ModelMenu";
import { ModelName, ModelSwitch, SelectBox, UseCell } from "./ModelCells";
import { StateCell } from "./StateCell";
import { audienceOf } from "./audience";

export const ModelRow = memo(function ModelRow({ model, index, status, pending, usage, isSelected, isAdmin, onDelete, onShare }: ModelItemProps) {
  const strings = useStrings().models;
  const isOn = pending ?? model.is_active;
  return (
    <tr
      role="row"
      aria-label={model.name}
      aria-rowindex={index + 2}
      data-model={model.id}
      aria-selected={isSelected}
      className={`model-row ${isOn ? "" : "is-off"} ${isSelected ? "is-selected" : ""}`}
    >
      <td role="cell" className="column-select"><SelectBox model={model} isSelected={isSelected} /></td>
      <td role="cell" className="column-name"><ModelName model={model} note={status.clash} /></td>
      <td role="cell" className="column-base">
        {model.base_model_id === null ? <span className="badge">{strings.baseModel}</span> : <code>{model.base_model_id}</code>}
      </td>
      <td role="cell" className="column-audience">{audienceOf(model, strings.audience)}</td>
      <td role="cell" className="column-state">
        <StateCell id={model.id} name={model.name} isOn={model.is_active} status={status} />
      </td>
      {isAdmin && (
        <td role="cell" className="column-memory">
          {status.residency?.bytes ? formatBytes(status.residency.bytes) : ""}
        </td>
      )}
      <td role="cell" className="column-use"><UseCell usage={usage} /></td>
      <td role="cell" className="column-switch"><ModelSwitch model={model} pending={pending} /></td>
      <td role="cell" className="column-menu">
        <ModelMenu model={model} status={status} onDelete={() => onDelete(model)} onShare={() => onShare(model)} />
      </td>
    </tr>
  );
}, looksTheSame);
