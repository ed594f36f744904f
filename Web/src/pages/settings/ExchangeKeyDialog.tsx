import { useState } from "react";
import { exchangeLogKey } from "../../api/audit";
import { currentStrings, useStrings } from "../../state/language";
import { refreshCheckpoints } from "../../state/server";
import { showToast } from "../../state/toasts";
import { TextField } from "../../ui/Field";
import { FormDialog } from "../../ui/FormDialog";

export function ExchangeKeyDialog({ current, onClose }: { current: string; onClose(): void }) {
  const strings = useStrings().settings.checkpoints;
  const [reason, setReason] = useState("");
  const exchange = async () => {
    await exchangeLogKey(reason.trim());
    onClose();
    showToast({ text: currentStrings().settings.checkpoints.exchanged });
    await refreshCheckpoints();
  };
  return (
    <FormDialog title={strings.exchangeQuestion} verb={strings.exchange} look="danger" isChanged={reason !== ""} onSubmit={exchange} onClose={onClose}>
      <p>{strings.whatExchangingDoes}</p>
      <p><code>{current}</code></p>
      <TextField label={strings.reason} hint={strings.reasonHint} value={reason} hasFocus onChange={setReason} />
    </FormDialog>
  );
}
