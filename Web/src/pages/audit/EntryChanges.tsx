import type { TrailEntry } from "../../api/audit";
import { useWords } from "../../state/language";
import { changesOf } from "../history/auditTrail";
import { ChangeList } from "../history/ChangeList";

export function EntryChanges({ entry }: { entry: TrailEntry }) {
  const words = useWords().audit.entry;
  const changes = changesOf(entry);
  return (
    <section aria-labelledby="changes-title">
      <h3 id="changes-title">{words.changes}</h3>
      {changes.length === 0 ? <p className="muted">{words.noChanges}</p> : <ChangeList changes={changes} />}
    </section>
  );
}
