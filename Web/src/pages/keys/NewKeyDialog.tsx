import { useState } from "react";
import type { NewKey } from "../../api/peopleTypes";
import { Button } from "../../ui/Button";
import { CopyBlock } from "../../ui/CopyBlock";
import { Dialog } from "../../ui/Dialog";
import { Interpolated } from "../../ui/Interpolated";
import { LeaveGuard } from "../../ui/LeaveGuard";
import { useKeysStrings } from "./keysStrings";

/** Shows a key the only time it is visible: asks before closing if it was not copied. */
export function NewKeyDialog({ made, onClose }: { made: NewKey; onClose(): void }) {
  const strings = useKeysStrings();
  const [isCopied, setCopied] = useState(false);
  const [isAsking, setAsking] = useState(false);
  return (
    <Dialog
      isWide
      isFirm
      title={strings.yourNewKey(made.name)}
      onClose={() => (isCopied ? onClose() : setAsking(true))}
      actions={<Button look="primary" onClick={onClose}>{strings.haveCopied}</Button>}
    >
      <p className="warning">
        <Interpolated text={strings.copyNowWhy} parts={{ now: <strong>{strings.copyNow}</strong> }} />
      </p>
      <CopyBlock label={strings.key} text={made.api_key} onCopied={() => setCopied(true)} />
      <LeaveGuard isChanged={!isCopied} />
      {isAsking && (
        <Dialog
          role="alertdialog"
          title={strings.closeUncopied}
          onClose={() => setAsking(false)}
          actions={
            <>
              <Button onClick={() => setAsking(false)}>{strings.goBack}</Button>
              <Button look="danger" onClick={onClose}>{strings.closeAnyway}</Button>
            </>
          }
        >
          <p>{strings.closeUncopiedWhy}</p>
        </Dialog>
      )}
    </Dialog>
  );
}
