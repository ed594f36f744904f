import type { ImportItem } from "../../api/models";
import { useWords } from "../../state/language";
import { ChangeList } from "../history/ChangeList";
import { changesInWords } from "../history/versionWords";
import { inOrderOfInterest, remarksOn } from "./importing";

/** Few enough to be shown unfolded. */
const fewChanges = 3;

/** What becomes of each line of an import: what is refused or changed first, what stays as it is folded away. */
export function ImportLines({ items }: { items: ImportItem[] }) {
  const words = useWords().models.importing;
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
          <summary>{words.unchanged(unchanged.length)}</summary>
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
  const words = useWords().models.importing;
  const changes = changesInWords(item.changes ?? {});
  return (
    <li>
      <code>{item.id || words.line((item.index ?? place) + 1)}</code>
      <span className={`badge ${item.outcome === "refused" ? "is-problem" : ""}`}>{words.outcomes[item.outcome] ?? item.outcome}</span>
      {remarksOn(item, words).map((remark) => <span key={remark} className="muted">{remark}</span>)}
      {changes.length > 0 && (
        <details className="import-changes" open={isUnfolded}>
          <summary>{words.changesOf(changes.length)}</summary>
          <ChangeList isCompact changes={changes} />
        </details>
      )}
    </li>
  );
}
