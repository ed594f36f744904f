import { Difference } from "../../ui/Difference";
import type { FieldChange } from "./auditTrail";

interface ChangeListProps {
  changes: FieldChange[];
  /** In a list of many. */
  isCompact?: boolean;
}

/** Field by field what it was and what it became. */
export function ChangeList({ changes, isCompact }: ChangeListProps) {
  return (
    <dl className="changes">
      {changes.map(({ field, before, after }) => (
        <div key={field} className={`change ${isCompact ? "is-compact" : ""}`}>
          <dt>{field}</dt>
          <dd><Difference before={before} after={after} isCompact={isCompact} /></dd>
        </div>
      ))}
    </dl>
  );
}
