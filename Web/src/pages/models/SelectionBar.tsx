import { useState } from "react";
import { useWords } from "../../state/language";
import { actOnSelection, clearSelection, useSelection } from "../../state/selection";
import { Button } from "../../ui/Button";
import { DeleteManyDialog } from "./DeleteManyDialog";
import { TagManyDialog } from "./TagManyDialog";

/** Stands where it does not move the list: what is pressed next must not jump away. */
export function SelectionBar() {
  const count = useSelection().size;
  const words = useWords().models.selection;
  const [asking, setAsking] = useState<"delete" | "tag">();
  if (count === 0) return null;
  const close = () => setAsking(undefined);
  return (
    <div className="selection-bar" role="toolbar" aria-label={words.bar}>
      <strong>{words.count(count)}</strong>
      <Button size="small" onClick={() => void actOnSelection({ action: "activate" })}>{words.switchOn}</Button>
      <Button size="small" onClick={() => void actOnSelection({ action: "deactivate" })}>{words.switchOff}</Button>
      <Button size="small" onClick={() => setAsking("tag")}>{words.tag}</Button>
      <Button size="small" look="danger" onClick={() => setAsking("delete")}>{words.remove}</Button>
      <Button size="small" look="quiet" onClick={clearSelection}>{words.clear}</Button>
      {asking === "delete" && <DeleteManyDialog count={count} onClose={close} />}
      {asking === "tag" && <TagManyDialog count={count} onClose={close} />}
    </div>
  );
}
