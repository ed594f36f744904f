import { useState } from "react";
import type { BinEntry } from "../../api/bin";
import { purge } from "../../state/bin";
import { useStrings } from "../../state/language";
import { showToast } from "../../state/toasts";
import { TextField } from "../../ui/Field";
import { FormDialog } from "../../ui/FormDialog";

export function PurgeDialog({ entry, onClose }: { entry: BinEntry; onClose(): void }) {
  const strings = useStrings().bin.purge;
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
        <li>{strings.versions(entry.revision)}</li>
        <li>{strings.access}</li>
      </ul>
      <p>{entry.base_model_id === null ? strings.weightsStay : strings.stays} <strong>{strings.noUndo}</strong></p>
      <TextField label={strings.confirm(entry.id)} value={typed} isRequired hasFocus onChange={setTyped} />
    </FormDialog>
  );
}
