import type { ImportItem } from "../../api/models";
import { useStrings } from "../../state/language";
import { ChangeList } from "../history/ChangeList";
import { describeChanges } from "../history/versionText";
import { inOrderOfInterest, remarksOn } from "./importing";

/** Up to this many lines are shown unfolded. */
const fewChanges = 3;

/** The outcome of each line: refused and changed ones first, unchanged ones folded. */
export function ImportLines({ items }: { items: ImportItem[] }) {
  const strings = useStrings().models.importing;
  const { shown, unchanged } = inOrderOfInterest(items);
  const changed = shown.filter(({ outcome }) => outcome === "changed").length;
  return (
    <>
      {shown.length > 0 && (
        <ul className="import-lines">
          {shown.map((item, place) => <ImportLine key={place} item={item} place={place} isUnfolded={changed <= fewChanges} />)}
        </ul>
      )}
      {unchanged.length > 0 && (
        <details className="import-unchanged">
          <summary>{strings.unchanged(unchanged.length)}</summary>
          <ul className="import-lines">
            {unchanged.map((item, place) => <ImportLine key={place} item={item} place={place} isUnfolded={false} />)}
          </ul>
        </details>
      )}
    </>
  );
}

interface ImportLineProps {
  item: ImportItem;
  place: number;
  isUnfolded: boolean;
}

function ImportLine({ item, place, isUnfolded }: ImportLineProps) {
  const strings = useStrings().models.importing;
  const changes = describeChanges(item.changes ?? {});
  return (
    <li>
      <code>{item.id || strings.line((item.index ?? place) + 1)}</code>
      <span className={`badge ${item.outcome === "refused" ? "is-problem" : ""}`}>{strings.outcomes[item.outcome] ?? item.outcome}</span>
      {remarksOn(item, strings).map((remark) => <span key={remark} className="muted">{remark}</span>)}
      {changes.length > 0 && (
        <details className="import-changes" open={isUnfolded}>
          <summary>{strings.changesOf(changes.length)}</summary>
          <ChangeList isCompact changes={changes} />
        </details>
      )}
    </li>
  );
}
