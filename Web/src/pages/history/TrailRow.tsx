import type { AuditEntry } from "../../api/types";
import { currentLocale, useWords } from "../../state/language";
import { formatDateTime } from "../../ui/format";
import { actionWords, changesOf, principalOf, whyOf } from "./auditTrail";
import { ChangeList } from "./ChangeList";

export function TrailRow({ entry, subject }: { entry: AuditEntry; subject: string }) {
  const words = useWords().history.happened;
  const changes = changesOf(entry);
  const why = whyOf(entry);
  return (
    <tr role="row" className="trail-row">
      <td role="cell" className="column-time">
        <time dateTime={new Date(entry.created_at * 1000).toISOString()}>{formatDateTime(entry.created_at, currentLocale())}</time>
      </td>
      <td role="cell" className="column-who">{principalOf(entry)}</td>
      <td role="cell" className="column-what">
        <div title={entry.action}>
          <strong>{actionWords(entry.action)}</strong>
          {entry.entity_id !== subject && <> <code>{entry.entity_id}</code></>}
          {why && <span className="muted"> {why}</span>}
        </div>
        {changes.length > 0 && <ChangeList changes={changes} />}
      </td>
      <td role="cell" className="column-outcome">
        <span className={`outcome outcome-${entry.outcome}`}>{words.outcomes[entry.outcome] ?? entry.outcome}</span>
      </td>
    </tr>
  );
}
