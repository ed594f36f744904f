import type { TrailEntry, TrailNames } from "../../api/audit";
import { useWords } from "../../state/language";
import { ChangeList } from "../history/ChangeList";
import { changesInWords } from "./trailWords";

export function EntryChanges({ entry, names }: { entry: TrailEntry; names: TrailNames }) {
  const words = useWords().audit.entry;
  const changes = changesInWords(entry, names);
  return (
    <section aria-labelledby="changes-title">
      <h3 id="changes-title">{words.changes}</h3>
      {changes.length === 0 ? <p className="muted">{words.noChanges}</p> : <ChangeList changes={changes} />}
    </section>
  );
}
