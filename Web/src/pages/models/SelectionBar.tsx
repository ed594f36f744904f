import { useState } from "react";
import type { BulkFilter } from "../../api/models";
import { useStrings } from "../../state/language";
import { actOnSelection, clearSelection, selectWhole, useSelection, useWholeSelection } from "../../state/selection";
import { Button } from "../../ui/Button";
import { DeleteManyDialog } from "./DeleteManyDialog";
import { TagManyDialog } from "./TagManyDialog";

interface SelectionBarProps {
  /** Of the filtered list. */
  total: number;
  /** Undefined if no filter can name all matches. */
  filter: BulkFilter | undefined;
}

/** Placed so that the list doesn't move under the pointer. */
export function SelectionBar({ total, filter }: SelectionBarProps) {
  const named = useSelection().size;
  const whole = useWholeSelection();
  const strings = useStrings().models.selection;
  const [asking, setAsking] = useState<"delete" | "tag">();
  const count = whole?.count ?? named;
  if (count === 0) return null;
  const close = () => setAsking(undefined);
  return (
    <div className="selection-bar" role="toolbar" aria-label={strings.bar}>
      <strong>{strings.count(count)}</strong>
      {!whole && filter && named < total && (
        <Button size="small" look="quiet" onClick={() => selectWhole({ filter, count: total })}>{strings.selectWhole(total)}</Button>
      )}
      <Button size="small" onClick={() => void actOnSelection({ action: "activate" })}>{strings.switchOn}</Button>
      <Button size="small" onClick={() => void actOnSelection({ action: "deactivate" })}>{strings.switchOff}</Button>
      <Button size="small" onClick={() => setAsking("tag")}>{strings.tag}</Button>
      <Button size="small" look="danger" onClick={() => setAsking("delete")}>{strings.remove}</Button>
      <Button size="small" look="quiet" onClick={clearSelection}>{strings.clear}</Button>
      {asking === "delete" && <DeleteManyDialog count={count} onClose={close} />}
      {asking === "tag" && <TagManyDialog count={count} onClose={close} />}
    </div>
  );
}
