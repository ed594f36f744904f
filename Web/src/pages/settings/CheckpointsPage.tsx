import { useState } from "react";
import { Link } from "../../frame/Link";
import { currentLocale, useWords } from "../../state/language";
import { refreshCheckpoints, useAuditKey, useCheckpoint } from "../../state/server";
import type { Loadable } from "../../state/resource";
import { Button } from "../../ui/Button";
import { CopyBlock } from "../../ui/CopyBlock";
import { ErrorState, LoadingRows } from "../../ui/ListState";
import { readCheckpoint } from "./checkpoint";
import { ExchangeKeyDialog } from "./ExchangeKeyDialog";
import { Part, SettingsPage } from "./SettingsPage";

export function CheckpointsPage() {
  const { sections, checkpoints: words } = useWords().settings;
  const checkpoint = useCheckpoint();
  const key = useAuditKey();
  const [isExchanging, setExchanging] = useState(false);
  const covered = checkpoint.value === undefined ? undefined : readCheckpoint(checkpoint.value);
  return (
    <SettingsPage title={sections.checkpoints}>
      <div className="settings-words">
        <p>{words.whatFor}</p>
        <p><Link to="/audit">{words.toTheTrail}</Link></p>
      </div>
      <Part id="checkpoint" title={words.newest}>
        {covered && <p className="muted">{words.covers(covered.entries, covered.entries.toLocaleString(currentLocale()))}</p>}
        <Note answer={checkpoint} label={words.checkpoint} loading={words.loadingCheckpoint} />
        <div className="section-row">
          <Button disabled={checkpoint.isLoading} onClick={() => void refreshCheckpoints()}>{words.fetchAgain}</Button>
        </div>
      </Part>
      <Part id="key" title={words.keyTitle}>
        <p className="muted">{words.keepTheKey}</p>
        <Note answer={key} label={words.key} loading={words.loadingKey} />
        {key.value !== undefined && (
          <div className="section-row">
            <Button onClick={() => setExchanging(true)}>{words.exchange}</Button>
          </div>
        )}
      </Part>
      {isExchanging && key.value !== undefined && (
        <ExchangeKeyDialog current={key.value.trim()} onClose={() => setExchanging(false)} />
      )}
    </SettingsPage>
  );
}

interface NoteProps {
  answer: Loadable<string>;
  label: string;
  loading: string;
}

function Note({ answer, label, loading }: NoteProps) {
  if (answer.error) return <ErrorState message={answer.error} onRetry={refreshCheckpoints} />;
  if (answer.value === undefined) return <LoadingRows label={loading} rows={1} />;
  return <CopyBlock key={answer.value} label={label} text={answer.value} />;
}
