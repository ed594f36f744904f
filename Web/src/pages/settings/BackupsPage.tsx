import { useWords } from "../../state/language";
import { makeBackup, refreshBackups, useBackups, useMaking } from "../../state/backups";
import { Button } from "../../ui/Button";
import { CopyBlock } from "../../ui/CopyBlock";
import { EmptyState, ErrorState, LoadingRows } from "../../ui/ListState";
import { BackupTable } from "./BackupTable";
import { HowToRestore } from "./HowToRestore";
import { SettingsPage } from "./SettingsPage";

const sample = "backups:\n  folder: /mnt/backups";

export function BackupsPage() {
  const { sections, backups: words } = useWords().settings;
  const backups = useBackups();
  const { value } = backups;
  return (
    <SettingsPage title={sections.backups}>
      <p className="muted">{words.whatItIs}{value?.folder ? ` ${words.byItself}` : ""}</p>
      {backups.error && !value ? (
        <ErrorState message={backups.error} onRetry={refreshBackups} />
      ) : !value ? (
        <LoadingRows label={words.loading} />
      ) : value.folder === null ? (
        <EmptyState title={words.noFolder}>
          <p>{words.whyNoFolder}</p>
          <CopyBlock label="muster.yaml" text={sample} />
        </EmptyState>
      ) : (
        <>
          <BackUpNow folder={value.folder} />
          {backups.error && <p role="alert" className="inline-problem">{words.outOfDate(backups.error)}</p>}
          {value.items.length === 0 ? (
            <p>{words.none}</p>
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
  const words = useWords().settings.backups;
  const { isMaking, problem } = useMaking();
  return (
    <div className="back-up-now">
      <Button look="primary" disabled={isMaking} onClick={() => void makeBackup()}>
        {isMaking ? words.making : words.backUpNow}
      </Button>
      <div className="back-up-words">
        {isMaking && <progress aria-label={words.making} />}
        <p role="status" className="muted">
          {isMaking ? words.makingMayTakeLong : <>{words.folder} <code>{folder}</code></>}
        </p>
      </div>
      {problem && <p className="inline-problem">{problem}</p>}
    </div>
  );
}
