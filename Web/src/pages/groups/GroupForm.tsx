import { useState } from "react";
import { createGroup, updateGroup } from "../../api/groups";
import type { Group } from "../../api/peopleTypes";
import type { Permissions } from "../../api/types";
import { SavingForm } from "../../frame/SavingForm";
import { refreshGroups } from "../../state/groups";
import { navigate, setLeaveGuard } from "../../state/location";
import { showToast } from "../../state/toasts";
import { TextField } from "../../ui/Field";
import { SelectField } from "../../ui/SelectField";
import { draftOf, emptyGroup, groupFormOf, isSameGroup, possibleParents, sharingChoices, type GroupDraft } from "./groupDraft";
import { PermissionFields } from "./PermissionFields";

interface GroupFormProps {
  /** Undefined: a new one is made. */
  original?: Group;
  groups: Group[];
  everybody: Permissions;
}

export function GroupForm({ original, groups, everybody }: GroupFormProps) {
  const [initial, setInitial] = useState(original ? draftOf(original) : emptyGroup);
  const [draft, setDraft] = useState(initial);
  const change = (changes: Partial<GroupDraft>) => setDraft({ ...draft, ...changes });
  const parents: [string, string][] = possibleParents(groups, original?.id).map((group) => [group.id, group.name]);

  const save = async () => {
    const form = groupFormOf(draft, original);
    const saved = await (original ? updateGroup(original.id, form) : createGroup(form));
    showToast({ text: original ? `${saved.name} is saved.` : `The group ${saved.name} is made.` });
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
      verb={original ? "Save" : "Create"}
      isChanged={!isSameGroup(draft, initial)}
      canSave={draft.name.trim() !== ""}
      onSave={save}
    >
      <TextField label="Name" value={draft.name} isRequired hasFocus={!original} onChange={(name) => change({ name })} />
      <TextField label="Description" value={draft.description} rows={2} onChange={(description) => change({ description })} />
      <div className="fields-pair">
        <SelectField
          label="Part of" value={draft.parentId} options={[["", "no other group"], ...parents]}
          hint="Its members may also what the group above may."
          onChange={(parentId) => change({ parentId })}
        />
        <SelectField
          label="Who may share models with it" value={draft.sharing} options={sharingChoices}
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
