import { Difference } from "../../ui/Difference";
import type { FieldChange } from "./auditTrail";

interface ChangeListProps {
  changes: FieldChange[];
  /** Part of a longer list. */
  isCompact?: boolean;
}

/** The old and new value of each field. */
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
