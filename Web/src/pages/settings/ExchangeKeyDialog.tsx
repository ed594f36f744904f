import { useState } from "react";
import { exchangeLogKey } from "../../api/audit";
import { currentWords, useWords } from "../../state/language";
import { refreshCheckpoints } from "../../state/server";
import { showToast } from "../../state/toasts";
import { TextField } from "../../ui/Field";
import { FormDialog } from "../../ui/FormDialog";

export function ExchangeKeyDialog({ current, onClose }: { current: string; onClose(): void }) {
  const words = useWords().settings.checkpoints;
  const [reason, setReason] = useState("");
  const exchange = async () => {
    await exchangeLogKey(reason.trim());
    onClose();
    showToast({ text: currentWords().settings.checkpoints.exchanged });
    await refreshCheckpoints();
  };
  return (
    <FormDialog title={words.exchangeQuestion} verb={words.exchange} look="danger" isChanged={reason !== ""} onSubmit={exchange} onClose={onClose}>
      <p>{words.whatExchangingDoes}</p>
      <p><code>{current}</code></p>
      <TextField label={words.reason} hint={words.reasonHint} value={reason} hasFocus onChange={setReason} />
    </FormDialog>
  );
}
