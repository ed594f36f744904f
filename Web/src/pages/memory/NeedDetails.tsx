import type { Need } from "../../api/residency";
import { currentLocale, useStrings } from "../../state/language";
import { formatBytes } from "../../ui/format";

type Line = Need["computed"][number];

/** How much a model needs, and how that is known: the formula with its numbers. */
export function NeedDetails({ need }: { need: Need }) {
  const strings = useStrings().memory.need;
  const amount = (bytes: number) => formatBytes(bytes, currentLocale());
  const parts = new Map<Line["part"], Line[]>();
  for (const line of need.computed) parts.set(line.part, [...(parts.get(line.part) ?? []), line]);
  return (
    <details className="memory-need">
      <summary>{strings.title(amount(need.bytes))}</summary>
      <p>
        {strings.stages[need.stage]}
        {need.measured_bytes !== null && <> {strings.measured(amount(need.measured_bytes))}</>}
        {need.unknown && <> {strings.unknown(need.unknown)}</>}
      </p>
      {parts.size > 0 && (
        <dl className="memory-formula">
          {[...parts].map(([part, lines]) => (
            <div key={part}>
              <dt>{strings.parts[part]}: {amount(lines.reduce((sum, { bytes }) => sum + bytes, 0))}</dt>
              {lines.map(({ formula, bytes }) => (
                <dd key={formula} className="muted">{lines.length > 1 ? `${amount(bytes)}: ${formula}` : formula}</dd>
              ))}
            </div>
          ))}
        </dl>
      )}
    </details>
  );
}
