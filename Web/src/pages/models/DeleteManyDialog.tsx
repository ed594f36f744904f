import { useState } from "react";
import { useWords } from "../../state/language";
import { actOnSelection } from "../../state/selection";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { TextField } from "../../ui/Field";

export function DeleteManyDialog({ count, onClose }: { count: number; onClose(): void }) {
  const words = useWords().models.selection;
  const { deleting } = useWords().models;
  const [reason, setReason] = useState("");
  const confirm = () => {
    onClose();
    void actOnSelection({ action: "delete", dependents: "deactivate", reason: reason.trim() || undefined });
  };
  return (
    <Dialog
      role="alertdialog"
      title={words.deleteTitle(count)}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button look="danger" onClick={confirm}>{words.deleteAction}</Button>
        </>
      }
    >
      <p>{words.deleteText}</p>
      <TextField label={deleting.reason} hint={deleting.reasonHint} value={reason} onChange={setReason} />
    </Dialog>
  );
}
