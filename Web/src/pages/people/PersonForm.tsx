import { updatePerson } from "../../api/people";
import type { Person } from "../../api/peopleTypes";
import { SavingForm } from "../../frame/SavingForm";
import { useDraft } from "../../frame/useDraft";
import { useStrings } from "../../state/language";
import { refreshPeople } from "../../state/people";
import { refreshSession } from "../../state/session";
import { showToast } from "../../state/toasts";
import { TextField } from "../../ui/Field";
import { SelectField } from "../../ui/SelectField";
import { changesOf, draftOf, endsSessions, roleOptions, type PersonDraft } from "./personDraft";
import { usePeopleStrings } from "./peopleStrings";

export function PersonForm({ person, isMe }: { person: Person; isMe: boolean }) {
  const strings = usePeopleStrings();
  const { forms } = useStrings();
  const form = useDraft(`person ${person.id}`, draftOf(person), {
    isSame: (one, other) => Object.keys(changesOf(one, other)).length === 0,
    withoutSecrets: (draft) => ({ ...draft, password: "" }),
  });
  const { draft } = form;
  const changes = changesOf(draft, person);
  const change = (next: Partial<PersonDraft>) => form.setDraft({ ...draft, ...next });
  const save = async () => {
    const saved = await updatePerson(person.id, changes);
    form.settle(draftOf(saved));
    showToast({ text: forms.saved(saved.name) });
    await refreshPeople();
    if (isMe) await refreshSession();
  };
  return (
    <SavingForm
      verb={forms.save}
      form={form}
      canSave={draft.name.trim() !== "" && draft.email.trim() !== ""}
      onSave={save}
    >
      <div className="fields-pair">
        <TextField label={forms.name} value={draft.name} isRequired onChange={(name) => change({ name })} />
        <TextField label={forms.email} type="email" value={draft.email} isRequired onChange={(email) => change({ email })} />
        <SelectField label={strings.role} value={draft.role} options={roleOptions(strings)} onChange={(role) => change({ role })} />
        <TextField
          label={strings.newPassword} type="password" autoComplete="new-password" value={draft.password}
          placeholder={strings.staysAsItIs} onChange={(password) => change({ password })}
        />
      </div>
      {endsSessions(changes) && (
        <p className="is-warning">{isMe ? strings.youAreSignedOut : strings.isSignedOut(person.name)}</p>
      )}
    </SavingForm>
  );
}
