import { useState } from "react";
import type { BinEntry } from "../../api/bin";
import { purge } from "../../state/bin";
import { useWords } from "../../state/language";
import { showToast } from "../../state/toasts";
import { TextField } from "../../ui/Field";
import { FormDialog } from "../../ui/FormDialog";

export function PurgeDialog({ entry, onClose }: { entry: BinEntry; onClose(): void }) {
  const words = useWords().bin.purge;
  const [typed, setTyped] = useState("");
  const confirm = typed.trim();
  const submit = async () => {
    await purge(entry, confirm);
    onClose();
    showToast({ subject: entry.version_id, text: words.done(entry.name) });
  };
  return (
    <FormDialog
      title={words.title(entry.name)}
      verb={words.verb}
      look="danger"
      canSubmit={confirm === entry.id}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>{words.lost}</p>
      <ul className="lost">
        <li>{words.content}</li>
        <li>{words.versions(entry.revision)}</li>
        <li>{words.access}</li>
      </ul>
      <p>{entry.base_model_id === null ? words.weightsStay : words.stays} <strong>{words.noUndo}</strong></p>
      <TextField label={words.confirm(entry.id)} value={typed} isRequired hasFocus onChange={setTyped} />
    </FormDialog>
  );
}
