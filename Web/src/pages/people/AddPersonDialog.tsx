import { useState } from "react";
import { addPerson } from "../../api/people";
import { refreshPeople } from "../../state/people";
import { showToast } from "../../state/toasts";
import { TextField } from "../../ui/Field";
import { FormDialog } from "../../ui/FormDialog";
import { SelectField } from "../../ui/SelectField";
import { roles, type PersonDraft } from "./personDraft";

export function AddPersonDialog({ onClose }: { onClose(): void }) {
  const [draft, setDraft] = useState<PersonDraft>({ name: "", email: "", role: "user", password: "" });
  const change = (changes: Partial<PersonDraft>) => setDraft({ ...draft, ...changes });
  const isComplete = draft.name.trim() !== "" && draft.email.trim() !== "" && draft.password !== "";
  const add = async () => {
    await addPerson({ ...draft, name: draft.name.trim(), email: draft.email.trim() });
    onClose();
    showToast({ text: `${draft.name.trim()} is added.` });
    await refreshPeople();
  };
  return (
    <FormDialog title="Add a person" verb="Add" canSubmit={isComplete} onSubmit={add} onClose={onClose}>
      <TextField label="Name" value={draft.name} isRequired hasFocus onChange={(name) => change({ name })} />
      <TextField label="Email" type="email" value={draft.email} isRequired onChange={(email) => change({ email })} />
      <TextField
        label="Password" type="password" autoComplete="new-password" value={draft.password} isRequired
        hint="To be handed over; they can change it after signing in."
        onChange={(password) => change({ password })}
      />
      <SelectField label="Role" value={draft.role} options={roles} onChange={(role) => change({ role })} />
    </FormDialog>
  );
}
