import { useState } from "react";
import { addressOfBackup, type Backup } from "../../api/backups";
import { below } from "../../state/basePath";
import { currentLocale, useWords } from "../../state/language";
import { IconButton } from "../../ui/Button";
import { Cell } from "../../ui/Cell";
import { formatBytes, formatDateTime } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { Table } from "../../ui/Table";
import { RestoreDialog } from "./RestoreDialog";

export function BackupTable({ backups, isBusy }: { backups: Backup[]; isBusy: boolean }) {
  const { sections, backups: words } = useWords().settings;
  const locale = currentLocale();
  const [restoring, setRestoring] = useState<Backup>();
  const columns = [
    { name: words.madeAt }, { name: words.size, className: "column-short" },
    { name: words.checked, className: "column-short" }, { name: words.download, className: "column-action", isHidden: true },
  ];
  return (
    <section aria-label={words.list}>
      <Table caption={sections.backups} columns={columns} isBusy={isBusy}>
        {backups.map((backup) => (
          <tr key={backup.name} role="row" className="stacked-row">
            <Cell className="stacked-head">
              <strong>{formatDateTime(backup.made_at, locale)}</strong>
              <div className="muted">{backup.name}</div>
            </Cell>
            <Cell label={words.size} className="column-short">{formatBytes(backup.bytes, locale)}</Cell>
            <Cell label={words.checked} className={`column-short ${backup.verified ? "" : "is-problem"}`}>
              {backup.verified ? words.whole : words.damaged}
            </Cell>
            <Cell className="column-action">
              <a
                href={below(addressOfBackup(backup.name))}
                download={backup.name}
                className="icon-button"
                aria-label={words.downloadOf(backup.name)}
                title={words.download}
              >
                <Icon name="load" />
              </a>
              {backup.verified && (
                <IconButton label={words.restoreOf(backup.name)} onClick={() => setRestoring(backup)}>
                  <Icon name="history" />
                </IconButton>
              )}
            </Cell>
          </tr>
        ))}
      </Table>
      <p className="field-hint">{words.downloadsAreRecorded}</p>
      {restoring && <RestoreDialog backup={restoring} onClose={() => setRestoring(undefined)} />}
    </section>
  );
}
