import { useState } from "react";
import { Link } from "../../frame/Link";
import { currentLocale, useStrings } from "../../state/language";
import { refreshCheckpoints, useAuditKey, useCheckpoint } from "../../state/server";
import type { Loadable } from "../../state/resource";
import { Button } from "../../ui/Button";
import { CopyBlock } from "../../ui/CopyBlock";
import { ErrorState, LoadingRows } from "../../ui/ListState";
import { readCheckpoint } from "./checkpoint";
import { ExchangeKeyDialog } from "./ExchangeKeyDialog";
import { Part, SettingsPage } from "./SettingsPage";

export function CheckpointsPage() {
  const { sections, checkpoints: strings } = useStrings().settings;
  const checkpoint = useCheckpoint();
  const key = useAuditKey();
  const [isExchanging, setExchanging] = useState(false);
  const covered = checkpoint.value === undefined ? undefined : readCheckpoint(checkpoint.value);
  return (
    <SettingsPage title={sections.checkpoints}>
      <div className="settings-words">
        <p>{strings.whatFor}</p>
        <p><Link to="/audit">{strings.toTheTrail}</Link></p>
      </div>
      <Part id="checkpoint" title={strings.newest}>
        {covered && <p className="muted">{strings.covers(covered.entries, covered.entries.toLocaleString(currentLocale()))}</p>}
        <Note answer={checkpoint} label={strings.checkpoint} loading={strings.loadingCheckpoint} />
        <div className="section-row">
          <Button disabled={checkpoint.isLoading} onClick={() => void refreshCheckpoints()}>{strings.fetchAgain}</Button>
        </div>
      </Part>
      <Part id="key" title={strings.keyTitle}>
        <p className="muted">{strings.keepTheKey}</p>
        <Note answer={key} label={strings.key} loading={strings.loadingKey} />
        {key.value !== undefined && (
          <div className="section-row">
            <Button onClick={() => setExchanging(true)}>{strings.exchange}</Button>
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
