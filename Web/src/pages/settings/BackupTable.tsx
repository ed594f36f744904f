import { useState } from "react";
import { addressOfBackup, type Backup } from "../../api/backups";
import { messageOf } from "../../api/request";
import { restoreBackup } from "../../state/backups";
import { below } from "../../state/basePath";
import { currentLocale, useStrings } from "../../state/language";
import { showToast } from "../../state/toasts";
import { IconButton } from "../../ui/Button";
import { FormDialog } from "../../ui/FormDialog";
import { Icon } from "../../ui/Icon";
import { Cell, Table } from "../../ui/Table";
import { formatBytes, formatDateTime } from "../../ui/format";
import { useIsMounted } from "../../ui/useIsMounted";

export function BackupTable({ backups, isBusy }: { backups: Backup[]; isBusy: boolean }) {
  const { sections, backups: strings } = useStrings().settings;
  const locale = currentLocale();
  const [restoring, setRestoring] = useState<Backup>();
  const columns = [
    { name: strings.madeAt }, { name: strings.size, className: "column-short" },
    { name: strings.checked, className: "column-short" }, { name: strings.download, className: "column-action", isHidden: true },
  ];
  return (
    <section aria-label={strings.list}>
      <Table caption={sections.backups} columns={columns} isBusy={isBusy}>
        {backups.map((backup) => (
          <tr key={backup.name} role="row" className="stacked-row">
            <Cell className="stacked-head">
              <strong>{formatDateTime(backup.made_at, locale)}</strong>
              <div className="muted">{backup.name}</div>
            </Cell>
            <Cell label={strings.size} className="column-short">{formatBytes(backup.bytes, locale)}</Cell>
            <Cell label={strings.checked} className={`column-short ${backup.verified ? "" : "is-problem"}`}>
              {backup.verified ? strings.whole : strings.damaged}
            </Cell>
            <Cell className="column-action">
              <a
                href={below(addressOfBackup(backup.name))}
                download={backup.name}
                className="icon-button"
                aria-label={strings.downloadOf(backup.name)}
                title={strings.download}
              >
                <Icon name="load" />
              </a>
              {backup.verified && (
                <IconButton label={strings.restoreOf(backup.name)} onClick={() => setRestoring(backup)}>
                  <Icon name="history" />
                </IconButton>
              )}
            </Cell>
          </tr>
        ))}
      </Table>
      <p className="field-hint">{strings.downloadsAreRecorded}</p>
      {restoring && <RestoreDialog backup={restoring} onClose={() => setRestoring(undefined)} />}
    </section>
  );
}

function RestoreDialog({ backup, onClose }: { backup: Backup; onClose(): void }) {
  const strings = useStrings().settings.backups;
  const [isAsked, setAsked] = useState(false);
  const isOpen = useIsMounted();
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
      <p>{strings.restoreWhy}</p>
      <p className="warning">{strings.restoredToo}</p>
      {isAsked && <progress aria-label={strings.restoring} />}
      <p role="status" className="muted">{isAsked && strings.restoring}</p>
    </FormDialog>
  );
}
