import type { BinEntry } from "../../api/bin";
import { useStrings } from "../../state/language";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";

interface BaseIsGoneDialogProps {
  entry: BinEntry;
  /** The base model's entry, if it is on the same page of the bin. */
  base?: BinEntry;
  onRestore(base: BinEntry): void;
  onClose(): void;
}

export function BaseIsGoneDialog({ entry, base, onRestore, onClose }: BaseIsGoneDialogProps) {
  const strings = useStrings().bin;
  const { baseIsGone } = strings;
  const baseId = entry.base_model_id ?? "";
  return (
    <Dialog
      role="alertdialog"
      title={baseIsGone.title(entry.name)}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{baseIsGone.close}</Button>
          {base && (
            <Button
              look="primary"
              onClick={() => {
                onClose();
                onRestore(base);
              }}
            >
              {baseIsGone.restoreBase(base.name)}
            </Button>
          )}
        </>
      }
    >
      <p>{baseIsGone.why(entry.name, baseId)}</p>
      <p>{base ? baseIsGone.inBin(base.name) : baseIsGone.elsewhere(baseId)}</p>
    </Dialog>
  );
}
