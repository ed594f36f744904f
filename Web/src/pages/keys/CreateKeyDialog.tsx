import { createKey } from "../../api/keys";
import type { NewKey } from "../../api/peopleTypes";
import { useDraft } from "../../frame/useDraft";
import { refreshKeys } from "../../state/keys";
import { useStrings } from "../../state/language";
import { Checkbox } from "../../ui/Checkbox";
import { TextField } from "../../ui/Field";
import { FormDialog } from "../../ui/FormDialog";
import { SelectField } from "../../ui/SelectField";
import { TagsField } from "../../ui/TagsField";
import { emptyKey, keyFormOf, lifetimes, type KeyDraft, type Lifetime } from "./keyForm";
import { useKeysStrings } from "./keysStrings";

interface CreateKeyDialogProps {
  isAdmin: boolean;
  onCreated(key: NewKey): void;
  onClose(): void;
}

export function CreateKeyDialog({ isAdmin, onCreated, onClose }: CreateKeyDialogProps) {
  const strings = useKeysStrings();
  const { forms } = useStrings();
  const choices = lifetimes.map((lifetime): [Lifetime, string] => [lifetime, strings.lifetimes[lifetime]]);
  const form = useDraft("new key", emptyKey);
  const { draft } = form;
  const change = (changes: Partial<KeyDraft>) => form.setDraft({ ...draft, ...changes });
  const create = async () => {
    const made = await createKey(keyFormOf(draft, Date.now() / 1000));
    form.settle(emptyKey);
    onCreated(made);
    await refreshKeys();
  };
  return (
    <FormDialog
      title={strings.newKey}
      verb={forms.create}
      canSubmit={draft.name.trim() !== ""}
      form={form}
      onSubmit={create}
      onClose={onClose}
    >
      <TextField
        label={forms.name} hint={strings.nameHint} value={draft.name} isRequired hasFocus
        onChange={(name) => change({ name })}
      />
      <SelectField
        label={strings.expires} value={draft.lifetime} options={choices}
        onChange={(lifetime) => change({ lifetime })}
      />
      <TagsField
        label={strings.onlyForModels}
        hint={strings.onlyForModelsHint}
        tags={draft.models}
        onChange={(models) => change({ models })}
      />
      <Checkbox
        label={strings.readOnly} hint={strings.readOnlyHint}
        isChecked={draft.isReadOnly} onChange={(isReadOnly) => change({ isReadOnly })}
      />
      {isAdmin && (
        <>
          <Checkbox
            label={strings.trusted}
            hint={strings.trustedHint}
            isChecked={draft.isTrusted} onChange={(isTrusted) => change({ isTrusted })}
          />
          <Checkbox
            label={strings.createsUsers} hint={strings.createsUsersHint}
            isChecked={draft.isTrusted && draft.createsUsers} isDisabled={!draft.isTrusted}
            onChange={(createsUsers) => change({ createsUsers })}
          />
        </>
      )}
    </FormDialog>
  );
}
