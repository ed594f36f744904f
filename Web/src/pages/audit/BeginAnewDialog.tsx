import { useState } from "react";
import { useWords } from "../../state/language";
import { CopyBlock } from "../../ui/CopyBlock";
import { FormDialog } from "../../ui/FormDialog";
import { forgetSeen, readSeen } from "./proof/seen";

/** After a contradiction whose reason is known: what was seen before is given up. */
export function BeginAnewDialog({ onForgotten, onClose }: { onForgotten(): void; onClose(): void }) {
  const words = useWords().audit.verify;
  const [seen] = useState(() => readSeen());
  const forget = async () => {
    forgetSeen();
    onClose();
    onForgotten();
  };
  return (
    <FormDialog isWide title={words.beginAnewTitle} verb={words.forget} look="danger" onSubmit={forget} onClose={onClose}>
      <p>{words.beginAnewWhy}</p>
      {seen && <CopyBlock label={words.seen} text={seen.checkpoint} />}
      {seen && <CopyBlock label={words.seenKey} text={seen.key} />}
    </FormDialog>
  );
}
