import { useState } from "react";
import { addressOfBackup, type Backup } from "../../api/backups";
import { below } from "../../state/basePath";
import { currentLocale, useStrings } from "../../state/language";
import { IconButton } from "../../ui/Button";
import { Cell } from "../../ui/Cell";
import { formatBytes, formatDateTime } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { Table } from "../../ui/Table";
import { RestoreDialog } from "./RestoreDialog";

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
