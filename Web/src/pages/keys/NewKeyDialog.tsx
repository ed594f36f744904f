import type { NewKey } from "../../api/peopleTypes";
import { Button } from "../../ui/Button";
import { CopyBlock } from "../../ui/CopyBlock";
import { Dialog } from "../../ui/Dialog";

/** Shows a key the one time that it can be seen. */
export function NewKeyDialog({ made, onClose }: { made: NewKey; onClose(): void }) {
  return (
    <Dialog
      isWide
      isFirm
      title={`Your new key “${made.name}”`}
      onClose={onClose}
      actions={<Button look="primary" onClick={onClose}>I have copied it</Button>}
    >
      <p className="warning">
        <strong>Copy it now: it is not shown again.</strong> Muster keeps no copy that could be read. Whoever has it
        acts in your name, so treat it like a password.
      </p>
      <CopyBlock label="Key" text={made.api_key} />
    </Dialog>
  );
}
