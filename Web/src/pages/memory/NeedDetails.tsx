import type { Need } from "../../api/residency";
import { currentLocale, useStrings } from "../../state/language";
import { formatBytes } from "../../ui/format";

/** How much a model needs, and how that is known: the formula with its numbers. */
export function NeedDetails({ need }: { need: Need }) {
  const strings = useStrings().memory.need;
  const amount = (bytes: number) => formatBytes(bytes, currentLocale());
  return (
    <details className="memory-need">
      <summary>{strings.title(amount(need.bytes))}</summary>
      <p>
        {strings.stages[need.stage]}
        {need.measured_bytes !== null && <> {strings.measured(amount(need.measured_bytes))}</>}
        {need.unknown && <> {strings.unknown(need.unknown)}</>}
      </p>
      {need.computed.length > 0 && (
        <dl className="memory-formula">
          {need.computed.map(({ part, formula, bytes }, index) => (
            <div key={index}>
              <dt>{strings.parts[part]}</dt>
              <dd><strong>{amount(bytes)}</strong> <span className="muted">{formula}</span></dd>
            </div>
          ))}
        </dl>
      )}
    </details>
  );
}
