import { useState } from "react";
import type { NewKey } from "../../api/peopleTypes";
import { useWords } from "../../state/language";
import { Button } from "../../ui/Button";
import { CopyBlock } from "../../ui/CopyBlock";
import { Dialog } from "../../ui/Dialog";
import { Filled } from "../../ui/Filled";
import { LeaveGuard } from "../../ui/LeaveGuard";

/** Shows a key the one time that it can be seen: closing without having copied it asks first. */
export function NewKeyDialog({ made, onClose }: { made: NewKey; onClose(): void }) {
  const words = useWords().keys;
  const [isCopied, setCopied] = useState(false);
  const [isAsking, setAsking] = useState(false);
  return (
    <Dialog
      isWide
      isFirm
      title={words.yourNewKey(made.name)}
      onClose={() => (isCopied ? onClose() : setAsking(true))}
      actions={<Button look="primary" onClick={onClose}>{words.haveCopied}</Button>}
    >
      <p className="warning">
        <Filled text={words.copyNowWhy} parts={{ now: <strong>{words.copyNow}</strong> }} />
      </p>
      <CopyBlock label={words.key} text={made.api_key} onCopied={() => setCopied(true)} />
      <LeaveGuard isChanged={!isCopied} />
      {isAsking && (
        <Dialog
          role="alertdialog"
          title={words.closeUncopied}
          onClose={() => setAsking(false)}
          actions={
            <>
              <Button onClick={() => setAsking(false)}>{words.goBack}</Button>
              <Button look="danger" onClick={onClose}>{words.closeAnyway}</Button>
            </>
          }
        >
          <p>{words.closeUncopiedWhy}</p>
        </Dialog>
      )}
    </Dialog>
  );
}
