import { useState } from "react";
import { exchangeLogKey } from "../../api/audit";
import { Link } from "../../frame/Link";
import { currentLocale, currentStrings, useStrings } from "../../state/language";
import type { Loadable } from "../../state/resource";
import { refreshCheckpoints, useAuditKey, useCheckpoint } from "../../state/server";
import { showToast } from "../../state/toasts";
import { Button } from "../../ui/Button";
import { CopyBlock } from "../../ui/CopyBlock";
import { TextField } from "../../ui/Field";
import { FormDialog } from "../../ui/FormDialog";
import { ErrorState, LoadingRows } from "../../ui/ListState";
import { Part, SettingsPage } from "./SettingsPage";
import { readCheckpoint } from "./checkpoint";

export function CheckpointsPage() {
  const { sections, checkpoints: strings } = useStrings().settings;
  const checkpoint = useCheckpoint();
  const key = useAuditKey();
  const [isExchanging, setExchanging] = useState(false);
  const covered = checkpoint.value === undefined ? undefined : readCheckpoint(checkpoint.value);
  return (
    <SettingsPage title={sections.checkpoints}>
      <div className="settings-text">
        <p>{strings.about}</p>
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
            <Button onClick={() => setExchanging(true)}>{strings.rotate}</Button>
          </div>
        )}
      </Part>
      {isExchanging && key.value !== undefined && (
        <RotateKeyDialog current={key.value.trim()} onClose={() => setExchanging(false)} />
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

function RotateKeyDialog({ current, onClose }: { current: string; onClose(): void }) {
  const strings = useStrings().settings.checkpoints;
  const [reason, setReason] = useState("");
  const exchange = async () => {
    await exchangeLogKey(reason.trim());
    onClose();
    showToast({ text: currentStrings().settings.checkpoints.rotated });
    await refreshCheckpoints();
  };
  return (
    <FormDialog title={strings.rotateQuestion} verb={strings.rotate} look="danger" isChanged={reason !== ""} onSubmit={exchange} onClose={onClose}>
      <p>{strings.rotateWhy}</p>
      <p><code>{current}</code></p>
      <TextField label={strings.reason} hint={strings.reasonHint} value={reason} hasFocus onChange={setReason} />
    </FormDialog>
  );
}
