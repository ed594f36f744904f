import { useState } from "react";
import { createKey } from "../../api/keys";
import type { NewKey } from "../../api/peopleTypes";
import { refreshKeys } from "../../state/keys";
import { Checkbox } from "../../ui/Checkbox";
import { TextField } from "../../ui/Field";
import { FormDialog } from "../../ui/FormDialog";
import { SelectField } from "../../ui/SelectField";
import { WordsField } from "../../ui/WordsField";
import { emptyKey, keyFormOf, lifetimes, type KeyDraft, type Lifetime } from "./keyForm";

interface CreateKeyDialogProps {
  isAdmin: boolean;
  onCreated(key: NewKey): void;
  onClose(): void;
}

const choices: [Lifetime, string][] = lifetimes.map(([lifetime, words]) => [lifetime, words]);

export function CreateKeyDialog({ isAdmin, onCreated, onClose }: CreateKeyDialogProps) {
  const [draft, setDraft] = useState(emptyKey);
  const change = (changes: Partial<KeyDraft>) => setDraft({ ...draft, ...changes });
  const create = async () => {
    onCreated(await createKey(keyFormOf(draft, Date.now() / 1000)));
    await refreshKeys();
  };
  return (
    <FormDialog title="New key" verb="Create" canSubmit={draft.name.trim() !== ""} onSubmit={create} onClose={onClose}>
      <TextField
        label="Name" hint="What it is for, so that you know it again." value={draft.name} isRequired hasFocus
        onChange={(name) => change({ name })}
      />
      <SelectField
        label="Expires" value={draft.lifetime} options={choices}
        onChange={(lifetime) => change({ lifetime })}
      />
      <WordsField
        label="Only for these models"
        hint="Model IDs; * stands for any characters: org/*. Empty: all that you may use."
        words={draft.models}
        onChange={(models) => change({ models })}
      />
      <Checkbox
        label="Read-only" hint="It can list and use models, and change nothing."
        isChecked={draft.isReadOnly} onChange={(isReadOnly) => change({ isReadOnly })}
      />
      {isAdmin && (
        <>
          <Checkbox
            label="Trusted to speak for others"
            hint="For a chat front end: it names the person in each request, and that person's rights count. Give it to nobody else."
            isChecked={draft.isTrusted} onChange={(isTrusted) => change({ isTrusted })}
          />
          <Checkbox
            label="Creates users" hint="People whom it names and Muster does not know get an account."
            isChecked={draft.isTrusted && draft.createsUsers} isDisabled={!draft.isTrusted}
            onChange={(createsUsers) => change({ createsUsers })}
          />
        </>
      )}
    </FormDialog>
  );
}
