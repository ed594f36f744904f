import { currentLocale, useStrings } from "../../state/language";
import { useModelNames } from "../../state/modelNames";
import type { BudgetedRuntime } from "../../state/residencySnapshot";
import { formatBytes } from "../../ui/format";
import { freeIn, partsOf } from "./memoryParts";

/** A runtime's budget, divided by model. Numbers refer to the rows of the table. */
export function MemoryBar({ runtime }: { runtime: BudgetedRuntime }) {
  const strings = useStrings().memory;
  const locale = currentLocale();
  const nameOf = useModelNames();
  const parts = partsOf(runtime);
  const free = freeIn(runtime);
  return (
    <>
      <ul className="memory-bar" aria-label={strings.memoryOf(runtime.id)}>
        {parts.map(({ number, residency, share }) => {
          const { base_model: model, bytes, state } = residency;
          const text = strings.part(nameOf(model), formatBytes(bytes, locale), strings.states[state]);
          return (
            <li
              key={model}
              className="memory-part"
              data-state={state}
              title={text}
              style={{ width: `${share * 100}%`, minWidth: `min(20px, ${80 / parts.length}%)` }}
            >
              <span aria-hidden="true">{number}</span>
              <span className="visually-hidden">{text}</span>
            </li>
          );
        })}
        {free > 0 && <li className="memory-free"><span>{strings.free(formatBytes(free, locale))}</span></li>}
      </ul>
      {parts.length > 0 && (
        <ul className="memory-legend" aria-hidden="true">
          {parts.map(({ number, residency }) => (
            <li key={residency.base_model}>
              <span className="memory-key" data-state={residency.state}>{number}</span>
              {nameOf(residency.base_model)} <span className="muted">{formatBytes(residency.bytes, locale)}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** Used and free memory as text. */
export function MemoryAmount({ memory }: { memory: Pick<BudgetedRuntime, "budget_bytes" | "used_bytes"> }) {
  const strings = useStrings().memory;
  const locale = currentLocale();
  const free = freeIn(memory);
  return (
    <span className="memory-amount">
      {strings.usedOf(formatBytes(memory.used_bytes, locale), formatBytes(memory.budget_bytes, locale))},{" "}
      {free < 0
        ? <strong className="is-problem">{strings.overBudgetBy(formatBytes(-free, locale))}</strong>
        : strings.free(formatBytes(free, locale))}
    </span>
  );
}
