import type { TrailEntry, TrailNames } from "../../api/audit";
import { useStrings } from "../../state/language";
import { ChangeList } from "../history/ChangeList";
import { describeChanges } from "./trailText";

export function EntryChanges({ entry, names }: { entry: TrailEntry; names: TrailNames }) {
  const strings = useStrings().audit.entry;
  const changes = describeChanges(entry, names);
  return (
    <section aria-labelledby="changes-title">
      <h3 id="changes-title">{strings.changes}</h3>
      {changes.length === 0 ? <p className="muted">{strings.noChanges}</p> : <ChangeList changes={changes} />}
    </section>
  );
}
