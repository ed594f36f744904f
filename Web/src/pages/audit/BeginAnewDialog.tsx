import { useState } from "react";
import { useStrings } from "../../state/language";
import { CopyBlock } from "../../ui/CopyBlock";
import { FormDialog } from "../../ui/FormDialog";
import { forgetSeen, readSeen } from "./proof/seen";

/** Forgets the stored checkpoint, after a contradiction whose reason is known. */
export function BeginAnewDialog({ onForgotten, onClose }: { onForgotten(): void; onClose(): void }) {
  const strings = useStrings().audit.verify;
  const [seen] = useState(() => readSeen());
  const forget = async () => {
    forgetSeen();
    onClose();
    onForgotten();
  };
  return (
    <FormDialog isWide title={strings.beginAnewTitle} verb={strings.forget} look="danger" onSubmit={forget} onClose={onClose}>
      <p>{strings.beginAnewWhy}</p>
      {seen && <CopyBlock label={strings.seen} text={seen.checkpoint} />}
      {seen && <CopyBlock label={strings.seenKey} text={seen.key} />}
    </FormDialog>
  );
}
