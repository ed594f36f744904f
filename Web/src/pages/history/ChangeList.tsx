import { useWords } from "../../state/language";
import type { ChangeWords } from "./auditTrail";

/** Field by field what it was and what it became. */
export function ChangeList({ changes }: { changes: ChangeWords[] }) {
  const words = useWords().history;
  return (
    <dl className="changes">
      {changes.map((change) => (
        <div key={change.field} className="change">
          <dt>{change.field}</dt>
          <dd>
            <span className="value">{change.before}</span>{" "}
            <span role="img" aria-label={words.became}>→</span>{" "}
            <span className="value">{change.after}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
