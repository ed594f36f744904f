import type { AuditEntry } from "../../api/types";
import { formatDateTime } from "../../ui/format";
import { actionWords, changesOf, principalOf, whyOf } from "./auditTrail";

export function TrailRow({ entry, subject }: { entry: AuditEntry; subject: string }) {
  const changes = changesOf(entry);
  const why = whyOf(entry);
  return (
    <tr role="row" className="trail-row">
      <td role="cell" className="column-time">
        <time dateTime={new Date(entry.created_at * 1000).toISOString()}>{formatDateTime(entry.created_at)}</time>
      </td>
      <td role="cell" className="column-who">{principalOf(entry)}</td>
      <td role="cell" className="column-what">
        <div title={entry.action}>
          <strong>{actionWords(entry.action)}</strong>
          {entry.entity_id !== subject && <> <code>{entry.entity_id}</code></>}
          {why && <span className="muted"> {why}</span>}
        </div>
        {changes.length > 0 && (
          <dl className="changes">
            {changes.map((change) => (
              <div key={change.field} className="change">
                <dt>{change.field}</dt>
                <dd>
                  <span className="value">{change.before}</span>
                  <span aria-label="became"> → </span>
                  <span className="value">{change.after}</span>
                </dd>
              </div>
            ))}
          </dl>
        )}
      </td>
      <td role="cell" className="column-outcome">
        <span className={`outcome outcome-${entry.outcome}`}>{entry.outcome}</span>
      </td>
    </tr>
  );
}
