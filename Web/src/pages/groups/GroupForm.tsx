import { useState } from "react";
import { createGroup, updateGroup } from "../../api/groups";
import type { Group } from "../../api/peopleTypes";
import type { Permissions } from "../../api/types";
import { SavingForm } from "../../frame/SavingForm";
import { refreshGroups } from "../../state/groups";
import { useWords } from "../../state/language";
import { navigate, setLeaveGuard } from "../../state/location";
import { showToast } from "../../state/toasts";
import { TextField } from "../../ui/Field";
import { SelectField } from "../../ui/SelectField";
import {
  draftOf, emptyGroup, groupFormOf, isSameGroup, possibleParents, sharingChoices, type GroupDraft, type SharingChoice,
} from "./groupDraft";
import { PermissionFields } from "./PermissionFields";

interface GroupFormProps {
  /** Undefined: a new one is made. */
  original?: Group;
  groups: Group[];
  everybody: Permissions;
}

export function GroupForm({ original, groups, everybody }: GroupFormProps) {
  const { groups: words, forms } = useWords();
  const [initial, setInitial] = useState(original ? draftOf(original) : emptyGroup);
  const [draft, setDraft] = useState(initial);
  // What others have changed meanwhile comes into a form that nobody has touched.
  const [seen, setSeen] = useState(original);
  if (original !== seen) {
    setSeen(original);
    if (original && isSameGroup(draft, initial)) {
      setInitial(draftOf(original));
      setDraft(draftOf(original));
    }
  }
  const change = (changes: Partial<GroupDraft>) => setDraft({ ...draft, ...changes });
  const parents = possibleParents(groups, original?.id).map((group): [string, string] => [group.id, group.name]);
  const sharing = sharingChoices.map((choice): [SharingChoice, string] => [choice, words.sharing[choice]]);

  const save = async () => {
    const form = groupFormOf(draft, original);
    const saved = await (original ? updateGroup(original.id, form) : createGroup(form));
    showToast({ text: original ? forms.saved(saved.name) : words.made(saved.name) });
    setInitial(draftOf(saved));
    setDraft(draftOf(saved));
    await refreshGroups();
    if (original) return;
    setLeaveGuard(undefined);
    // On to its members, which come next.
    navigate(`/groups/edit?id=${encodeURIComponent(saved.id)}`);
  };

  return (
    <SavingForm
      verb={original ? forms.save : forms.create}
      isChanged={!isSameGroup(draft, initial)}
      canSave={draft.name.trim() !== ""}
      onSave={save}
    >
      <TextField label={forms.name} value={draft.name} isRequired hasFocus={!original} onChange={(name) => change({ name })} />
      <TextField
        label={forms.description} value={draft.description} rows={2}
        onChange={(description) => change({ description })}
      />
      <div className="fields-pair">
        <SelectField
          label={words.partOf} value={draft.parentId} options={[["", words.noOtherGroup], ...parents]}
          hint={words.partOfHint}
          onChange={(parentId) => change({ parentId })}
        />
        <SelectField
          label={words.whoMayShare} value={draft.sharing} options={sharing}
          onChange={(sharing) => change({ sharing })}
        />
      </div>
      <PermissionFields
        permissions={draft.permissions} everybody={everybody}
        onChange={(permissions) => change({ permissions })}
      />
    </SavingForm>
  );
}
