import { useState } from "react";
import { updatePerson } from "../../api/people";
import type { Person } from "../../api/peopleTypes";
import { SavingForm } from "../../frame/SavingForm";
import { refreshPeople } from "../../state/people";
import { refreshSession } from "../../state/session";
import { showToast } from "../../state/toasts";
import { TextField } from "../../ui/Field";
import { SelectField } from "../../ui/SelectField";
import { changesOf, draftOf, endsSessions, roles, type PersonDraft } from "./personDraft";

export function PersonForm({ person, isMe }: { person: Person; isMe: boolean }) {
  const [draft, setDraft] = useState(draftOf(person));
  const changes = changesOf(draft, person);
  const change = (next: Partial<PersonDraft>) => setDraft({ ...draft, ...next });
  const save = async () => {
    const saved = await updatePerson(person.id, changes);
    setDraft(draftOf(saved));
    showToast({ text: `${saved.name} is saved.` });
    await refreshPeople();
    if (isMe) await refreshSession();
  };
  return (
    <SavingForm
      verb="Save"
      isChanged={Object.keys(changes).length > 0}
      canSave={draft.name.trim() !== "" && draft.email.trim() !== ""}
      onSave={save}
    >
      <div className="fields-pair">
        <TextField label="Name" value={draft.name} isRequired onChange={(name) => change({ name })} />
        <TextField label="Email" type="email" value={draft.email} isRequired onChange={(email) => change({ email })} />
        <SelectField label="Role" value={draft.role} options={roles} onChange={(role) => change({ role })} />
        <TextField
          label="New password" type="password" autoComplete="new-password" value={draft.password}
          placeholder="stays as it is" onChange={(password) => change({ password })}
        />
      </div>
      {endsSessions(changes) && (
        <p className="is-warning">{isMe ? "You are" : `${person.name} is`} signed out everywhere when this is saved.</p>
      )}
    </SavingForm>
  );
}
