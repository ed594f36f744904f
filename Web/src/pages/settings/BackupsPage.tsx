import { useState } from "react";
import type { Backup } from "../../api/backups";
import { makeBackup, refreshBackups, useBackups, useMaking } from "../../state/backups";
import { currentLocale, useStrings } from "../../state/language";
import { Button } from "../../ui/Button";
import { CopyBlock } from "../../ui/CopyBlock";
import { EmptyState, ErrorState, LoadingRows } from "../../ui/ListState";
import { SelectField } from "../../ui/SelectField";
import { formatDateTime } from "../../ui/format";
import { BackupTable } from "./BackupTable";
import { Part, SettingsPage } from "./SettingsPage";
import { restoreCommand } from "./restoreCommand";

const sample = "backups:\n  folder: /mnt/backups";

export function BackupsPage() {
  const { sections, backups: strings } = useStrings().settings;
  const backups = useBackups();
  const { value } = backups;
  return (
    <SettingsPage title={sections.backups}>
      <p className="muted">{strings.about}{value?.folder ? ` ${strings.automatic}` : ""}</p>
      {backups.error && !value ? (
        <ErrorState message={backups.error} onRetry={refreshBackups} />
      ) : !value ? (
        <LoadingRows label={strings.loading} />
      ) : value.folder === null ? (
        <EmptyState title={strings.noFolder}>
          <p>{strings.whyNoFolder}</p>
          <CopyBlock label="muster.yaml" text={sample} />
        </EmptyState>
      ) : (
        <>
          <BackUpNow folder={value.folder} />
          {backups.error && <p role="alert" className="inline-problem">{strings.outOfDate(backups.error)}</p>}
          {value.items.length === 0 ? (
            <p>{strings.none}</p>
          ) : (
            <>
              <BackupTable backups={value.items} isBusy={backups.isLoading} />
              <HowToRestore folder={value.folder} backups={value.items} />
            </>
          )}
        </>
      )}
    </SettingsPage>
  );
}

function BackUpNow({ folder }: { folder: string }) {
  const strings = useStrings().settings.backups;
  const { isMaking, problem } = useMaking();
  return (
    <div className="back-up-now">
      <Button look="primary" disabled={isMaking} onClick={() => void makeBackup()}>
        {isMaking ? strings.making : strings.backUpNow}
      </Button>
      <div className="back-up-text">
        {isMaking && <progress aria-label={strings.making} />}
        <p role="status" className="muted">
          {isMaking ? strings.makingMayTakeLong : <>{strings.folder} <code>{folder}</code></>}
        </p>
      </div>
      {problem && <p className="inline-problem">{problem}</p>}
    </div>
  );
}

function HowToRestore({ folder, backups }: { folder: string; backups: Backup[] }) {
  const strings = useStrings().settings.backups;
  const [chosen, setChosen] = useState("");
  const whole = backups.filter((backup) => backup.verified);
  const backup = whole.find((each) => each.name === chosen) ?? whole[0];
  if (!backup) return null;
  return (
    <Part id="restore" title={strings.howToRestore}>
      {whole.length > 1 && (
        <div className="backup-choice">
          <SelectField
            label={strings.backup}
            value={backup.name}
            options={whole.map((each) => [each.name, formatDateTime(each.made_at, currentLocale())])}
            onChange={setChosen}
          />
        </div>
      )}
      <p>{strings.restoreSteps}</p>
      <CopyBlock label={strings.command} text={restoreCommand(folder, backup.name)} />
      <p>{strings.afterwards}</p>
      <p className="warning">{strings.restoredToo}</p>
    </Part>
  );
}
