import { useState } from "react";
import type { Backup } from "../../api/backups";
import { messageOf } from "../../api/request";
import { currentLocale, useStrings } from "../../state/language";
import { restoreBackup } from "../../state/restoring";
import { showToast } from "../../state/toasts";
import { FormDialog } from "../../ui/FormDialog";
import { formatDateTime } from "../../ui/format";
import { useIsThere } from "../../ui/useIsThere";

export function RestoreDialog({ backup, onClose }: { backup: Backup; onClose(): void }) {
  const strings = useStrings().settings.backups;
  const [isAsked, setAsked] = useState(false);
  const isOpen = useIsThere();
  const restore = async () => {
    setAsked(true);
    try {
      await restoreBackup(backup.name);
      onClose();
    } catch (error) {
      // Closing the dialog doesn't cancel the restore: its outcome is then shown as a toast.
      if (isOpen.current) throw error;
      showToast({ kind: "problem", text: messageOf(error) });
    } finally {
      setAsked(false);
    }
  };
  return (
    <FormDialog
      title={strings.restoreQuestion(formatDateTime(backup.made_at, currentLocale()))}
      verb={strings.restore}
      look="danger"
      onSubmit={restore}
      onClose={onClose}
    >
      <p>{strings.whatRestoringDoes}</p>
      <p className="warning">{strings.whatIsThereAgain}</p>
      {isAsked && <progress aria-label={strings.restoring} />}
      <p role="status" className="muted">{isAsked && strings.restoring}</p>
    </FormDialog>
  );
}
