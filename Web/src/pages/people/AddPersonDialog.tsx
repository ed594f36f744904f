import { addPerson } from "../../api/people";
import { useDraft } from "../../frame/useDraft";
import { useStrings } from "../../state/language";
import { refreshPeople } from "../../state/people";
import { showToast } from "../../state/toasts";
import { TextField } from "../../ui/Field";
import { FormDialog } from "../../ui/FormDialog";
import { SelectField } from "../../ui/SelectField";
import { roleOptions, type PersonDraft } from "./personDraft";

const nobody: PersonDraft = { name: "", email: "", role: "user", password: "" };

export function AddPersonDialog({ onClose }: { onClose(): void }) {
  const { people: strings, forms } = useStrings();
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
