import { useState } from "react";
import type { Backup } from "../../api/backups";
import { currentLocale, useWords } from "../../state/language";
import { restoreBackup } from "../../state/restoring";
import { FormDialog } from "../../ui/FormDialog";
import { formatDateTime } from "../../ui/format";

export function RestoreDialog({ backup, onClose }: { backup: Backup; onClose(): void }) {
  const words = useWords().settings.backups;
  const [isAsked, setAsked] = useState(false);
  const restore = async () => {
    setAsked(true);
    try {
      await restoreBackup(backup.name);
      onClose();
    } finally {
      setAsked(false);
    }
  };
  return (
    <FormDialog
      title={words.restoreQuestion(formatDateTime(backup.made_at, currentLocale()))}
      verb={words.restore}
      look="danger"
      onSubmit={restore}
      onClose={onClose}
    >
      <p>{words.whatRestoringDoes}</p>
      <p className="warning">{words.whatIsThereAgain}</p>
      {isAsked && <progress aria-label={words.restoring} />}
      <p role="status" className="muted">{isAsked && words.restoring}</p>
    </FormDialog>
  );
}
