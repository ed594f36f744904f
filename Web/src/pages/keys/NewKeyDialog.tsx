import type { NewKey } from "../../api/peopleTypes";
import { useWords } from "../../state/language";
import { Button } from "../../ui/Button";
import { CopyBlock } from "../../ui/CopyBlock";
import { Dialog } from "../../ui/Dialog";
import { Filled } from "../../ui/Filled";

/** Shows a key the one time that it can be seen. */
export function NewKeyDialog({ made, onClose }: { made: NewKey; onClose(): void }) {
  const words = useWords().keys;
  return (
    <Dialog
      isWide
      isFirm
      title={words.yourNewKey(made.name)}
      onClose={onClose}
      actions={<Button look="primary" onClick={onClose}>{words.haveCopied}</Button>}
    >
      <p className="warning">
        <Filled text={words.copyNowWhy} parts={{ now: <strong>{words.copyNow}</strong> }} />
      </p>
      <CopyBlock label={words.key} text={made.api_key} />
    </Dialog>
  );
}
