import type { TrailEntry } from "../../api/audit";
import { useWords } from "../../state/language";
import { Table } from "../../ui/Table";
import { changesOf } from "../history/auditTrail";

export function EntryChanges({ entry }: { entry: TrailEntry }) {
  const words = useWords().audit.entry;
  const changes = changesOf(entry);
  return (
    <section aria-labelledby="changes-title">
      <h3 id="changes-title">{words.changes}</h3>
      {changes.length === 0 ? (
        <p className="muted">{words.noChanges}</p>
      ) : (
        <Table caption={words.changes} columns={[{ name: words.field }, { name: words.before }, { name: words.after }]}>
          {changes.map((change) => (
            <tr role="row" key={change.field} className="entry-change">
              <th role="rowheader" scope="row">{change.field}</th>
              <td role="cell" data-label={words.before}><div className="value">{change.before}</div></td>
              <td role="cell" data-label={words.after}><div className="value">{change.after}</div></td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}
