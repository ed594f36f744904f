import { useState } from "react";
import { useStrings } from "../../state/language";
import { actOnSelection } from "../../state/selection";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { TextField } from "../../ui/Field";

export function DeleteManyDialog({ count, onClose }: { count: number; onClose(): void }) {
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
