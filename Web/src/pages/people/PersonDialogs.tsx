import { useState } from "react";
import { addPerson, deletePerson, endSessionsOf, fetchAccessOf } from "../../api/people";
import type { Person } from "../../api/peopleTypes";
import { useDraft } from "../../frame/useDraft";
import { useStrings } from "../../state/language";
import { refreshModelsSoon } from "../../state/models";
import { refreshPeople } from "../../state/people";
import { createResource, useResource } from "../../state/resource";
import { showToast } from "../../state/toasts";
import { undoAction } from "../../state/undo";
import { TextField } from "../../ui/Field";
import { FormDialog } from "../../ui/FormDialog";
import { Interpolated } from "../../ui/Interpolated";
import { SelectField } from "../../ui/SelectField";
import { ownedAmong } from "./ownedModels";
import { type PersonDraft, roleOptions } from "./personDraft";
import { usePeopleStrings } from "./peopleStrings";

interface DeletePersonDialogProps {
  person: Person;
  onDeleted(): void;
  onClose(): void;
}

export function DeletePersonDialog({ person, onDeleted, onClose }: DeletePersonDialogProps) {
  const strings = usePeopleStrings();
  const { forms } = useStrings();
  // Loaded for each dialog: the list of owned models must be current.
  const [access] = useState(() => createResource((id) => fetchAccessOf(id, 1)));
  const found = useResource(access, person.id);
  const owned = found.value && ownedAmong(found.value);
  const remove = async () => {
    const token = await deletePerson(person.id);
    onClose();
    const action = undoAction(token, person.id, strings.restored(person.name));
    showToast({ subject: person.id, text: strings.deleted(person.name), action });
    onDeleted();
    refreshModelsSoon();
    await refreshPeople();
  };
  return (
    <FormDialog title={strings.deleteQuestion(person.name)} verb={forms.delete} look="danger" onSubmit={remove} onClose={onClose}>
      <p>
        <Interpolated
          text={strings.deleteWhat}
          parts={{ email: <strong>{person.email}</strong>, models: <strong>{strings.modelsBecomeYours}</strong> }}
        />
      </p>
      {found.error && <p className="is-problem">{strings.ownedUnknown(found.error)}</p>}
      {!found.value && !found.error && <p className="muted">{strings.lookingForOwned}</p>}
      {owned && owned.models.length > 0 && (
        <>
          <p>{owned.isAll ? strings.passToYou(owned.models.length) : strings.amongOthersPass}</p>
          <ul>{owned.models.map((model) => <li key={model.id}>{model.name} <code>{model.id}</code></li>)}</ul>
        </>
      )}
      {/* Pending users can use nothing, including their own models, so this list can't tell. */}
      {owned && owned.models.length === 0 && owned.isAll && person.role !== "pending" && <p>{strings.ownNothing}</p>}
    </FormDialog>
  );
}

export function EndSessionsDialog({ person, onClose }: { person: Person; onClose(): void }) {
  const strings = usePeopleStrings();
  const end = async () => {
    await endSessionsOf(person.id);
    onClose();
    showToast({ text: strings.ended(person.name) });
  };
  return (
    <FormDialog
      title={strings.endQuestion(person.name)}
      verb={strings.endSessions}
      look="danger"
      onSubmit={end}
      onClose={onClose}
    >
      <p>{strings.endWhat(person.name, person.email)}</p>
    </FormDialog>
  );
}

const nobody: PersonDraft = { name: "", email: "", role: "user", password: "" };

export function AddPersonDialog({ onClose }: { onClose(): void }) {
  const strings = usePeopleStrings();
  const { forms } = useStrings();
  const form = useDraft("new person", nobody, { withoutSecrets: (draft) => ({ ...draft, password: "" }) });
  const { draft } = form;
  const change = (changes: Partial<PersonDraft>) => form.setDraft({ ...draft, ...changes });
  const isComplete = draft.name.trim() !== "" && draft.email.trim() !== "" && draft.password !== "";
  const add = async () => {
    await addPerson({ ...draft, name: draft.name.trim(), email: draft.email.trim() });
    form.settle(nobody);
    onClose();
    showToast({ text: strings.added(draft.name.trim()) });
    await refreshPeople();
  };
  return (
    <FormDialog title={strings.addTitle} verb={forms.add} canSubmit={isComplete} form={form} onSubmit={add} onClose={onClose}>
      <TextField label={forms.name} value={draft.name} isRequired hasFocus onChange={(name) => change({ name })} />
      <TextField label={forms.email} type="email" value={draft.email} isRequired onChange={(email) => change({ email })} />
      <TextField
        label={forms.password} type="password" autoComplete="new-password" value={draft.password} isRequired
        hint={strings.passwordHint}
        onChange={(password) => change({ password })}
      />
      <SelectField label={strings.role} value={draft.role} options={roleOptions(strings)} onChange={(role) => change({ role })} />
    </FormDialog>
  );
}
