import { useState } from "react";
import type { BinEntry } from "../../api/bin";
import { purge, restore } from "../../state/bin";
import { showToast } from "../../state/toasts";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { TextField } from "../../ui/Field";
import { FormDialog } from "../../ui/FormDialog";
import { isPossibleId, otherIdFor } from "./binView";
import { showRestored } from "./restoreEntry";
import { useBinStrings } from "./binStrings";

export function OtherIdDialog({ entry, onClose }: { entry: BinEntry; onClose(): void }) {
  const strings = useBinStrings();
  const [id, setId] = useState(otherIdFor(entry.id));
  const wanted = id.trim();
  const submit = async () => {
    const model = await restore(entry, wanted);
    onClose();
    showRestored(entry, model);
  };
  return (
    <FormDialog
      title={strings.taken.title(entry.name)}
      verb={strings.restore}
      canSubmit={isPossibleId(wanted) && wanted !== entry.id}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>{strings.taken.why(entry.id)}</p>
      <TextField label={strings.taken.id} value={id} hint={strings.taken.hint} isRequired hasFocus onChange={setId} />
    </FormDialog>
  );
}

export function PurgeDialog({ entry, onClose }: { entry: BinEntry; onClose(): void }) {
  const strings = useBinStrings().purge;
  const [typed, setTyped] = useState("");
  const confirm = typed.trim();
  const submit = async () => {
    await purge(entry, confirm);
    onClose();
    showToast({ subject: entry.version_id, text: strings.done(entry.name) });
  };
  return (
    <FormDialog
      title={strings.title(entry.name)}
      verb={strings.verb}
      look="danger"
      canSubmit={confirm === entry.id}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>{strings.lost}</p>
      <ul className="lost">
        <li>{strings.content}</li>
        <li>{strings.revisions(entry.revision)}</li>
        <li>{strings.access}</li>
      </ul>
      <p>{entry.base_model_id === null ? strings.weightsStay : strings.stays} <strong>{strings.noUndo}</strong></p>
      <TextField label={strings.confirm(entry.id)} value={typed} isRequired hasFocus onChange={setTyped} />
    </FormDialog>
  );
}

interface BaseIsGoneDialogProps {
  entry: BinEntry;
  /** The base model's entry, if it is on the same page of the bin. */
  base?: BinEntry;
  onRestore(base: BinEntry): void;
  onClose(): void;
}

export function MissingBaseDialog({ entry, base, onRestore, onClose }: BaseIsGoneDialogProps) {
  const strings = useBinStrings();
  const { missingBase: baseIsGone } = strings;
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
