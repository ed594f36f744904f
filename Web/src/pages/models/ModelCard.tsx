import { memo } from "react";
import { useStrings } from "../../state/language";
import { formatBytes } from "../../ui/format";
import { looksTheSame, type ModelItemProps } from "./ModelChunk";
import { ModelMenu } from "./ModelMenu";
import { ModelName, ModelSwitch, SelectBox, UseCell } from "./ModelCells";
import { StateCell } from "./StateCell";
import { audienceOf } from "./audience";

/** A model as a card, with its description. The same parts as in a row. */
export const ModelCard = memo(function ModelCard({ model, status, pending, usage, isSelected, isAdmin, onDelete, onShare }: ModelItemProps) {
  const strings = useStrings().models;
  const isOn = pending ?? model.is_active;
  const bytes = isAdmin && status.residency?.bytes ? formatBytes(status.residency.bytes) : "";
  const facts = [model.base_model_id ?? strings.baseModel, audienceOf(model, strings.audience), bytes].filter(Boolean);
  return (
    <article
      aria-label={model.name}
      data-model={model.id}
      className={`model-row model-card ${isOn ? "" : "is-off"} ${isSelected ? "is-selected" : ""}`}
    >
      <div className="card-head">
        <span className="column-select"><SelectBox model={model} isSelected={isSelected} /></span>
        <span className="card-acts">
          <ModelSwitch model={model} pending={pending} />
          <ModelMenu model={model} status={status} onDelete={() => onDelete(model)} onShare={() => onShare(model)} />
        </span>
      </div>
      <ModelName model={model} note={status.clash} />
      <p className="card-facts">{facts.join(" · ")}</p>
      <div className="card-foot">
        <StateCell id={model.id} name={model.name} isOn={model.is_active} status={status} />
        <UseCell usage={usage} />
      </div>
    </article>
  );
}, looksTheSame);
