import type { ImportReport } from "../../api/models";
import { useWords } from "../../state/language";
import { remarksOn } from "./importing";

/** What becomes of each line of an import. */
export function ImportLines({ items }: { items: ImportReport["items"] }) {
  const words = useWords().models.importing;
  if (items.length === 0) return null;
  return (
    <ul className="import-lines">
      {items.map((item, place) => (
        <li key={place}>
          <code>{item.id || words.line((item.index ?? place) + 1)}</code>
          <span className={`badge ${item.outcome === "refused" ? "is-problem" : ""}`}>{words.outcomes[item.outcome] ?? item.outcome}</span>
          {remarksOn(item, words).map((remark) => <span key={remark} className="muted">{remark}</span>)}
        </li>
      ))}
    </ul>
  );
}
