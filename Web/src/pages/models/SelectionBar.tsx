import { useState } from "react";
import type { BulkFilter } from "../../api/models";
import { useStrings } from "../../state/language";
import { actOnSelection, clearSelection, selectWhole, useSelection, useWholeSelection } from "../../state/selection";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { TextField } from "../../ui/Field";

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

function DeleteManyDialog({ count, onClose }: { count: number; onClose(): void }) {
  const strings = useStrings().models.selection;
  const { deleting } = useStrings().models;
  const [reason, setReason] = useState("");
  const confirm = () => {
    onClose();
    void actOnSelection({ action: "delete", dependents: "deactivate", reason: reason.trim() || undefined });
  };
  return (
    <Dialog
      role="alertdialog"
      title={strings.deleteTitle(count)}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{strings.cancel}</Button>
          <Button look="danger" onClick={confirm}>{strings.deleteAction}</Button>
        </>
      }
    >
      <p>{strings.deleteText}</p>
      <TextField label={deleting.reason} hint={deleting.reasonHint} value={reason} onChange={setReason} />
    </Dialog>
  );
}

function TagManyDialog({ count, onClose }: { count: number; onClose(): void }) {
  const strings = useStrings().models.selection;
  const [text, setText] = useState("");
  const tags = text.split(",").map((tag) => tag.trim()).filter(Boolean);
  const confirm = () => {
    onClose();
    void actOnSelection({ action: "tag", tags });
  };
  return (
    <Dialog
      title={strings.tagTitle(count)}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{strings.cancel}</Button>
          <Button look="primary" disabled={tags.length === 0} onClick={confirm}>{strings.tagAction}</Button>
        </>
      }
    >
      <TextField label={strings.tagLabel} value={text} hasFocus onChange={setText} />
    </Dialog>
  );
}
