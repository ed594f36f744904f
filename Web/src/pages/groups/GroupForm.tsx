import { createGroup, updateDefaultPermissions, updateGroup } from "../../api/groups";
import type { Group } from "../../api/peopleTypes";
import type { Permissions } from "../../api/types";
import { SavingForm } from "../../frame/SavingForm";
import { useDraft } from "../../frame/useDraft";
import { refreshGroups } from "../../state/groups";
import { useStrings } from "../../state/language";
import { dropLeaveGuards, navigate } from "../../state/location";
import { showToast } from "../../state/toasts";
import { Checkbox } from "../../ui/Checkbox";
import { TextField } from "../../ui/Field";
import { SelectField } from "../../ui/SelectField";
import {
  draftOf, emptyGroup, type GroupDraft, groupFormOf, isSameGroup, possibleParents, type SharingChoice, sharingChoices,
} from "./groupDraft";
import { flipped, isOn, isSamePermissions, othersOn, permissionRules, withPermission } from "./permissionForm";
import { useGroupsStrings } from "./groupsStrings";

interface GroupFormProps {
  /** Undefined: a new group. */
  original?: Group;
  groups: Group[];
  everybody: Permissions;
}

export function GroupForm({ original, groups, everybody }: GroupFormProps) {
  const strings = useGroupsStrings();
  const { forms } = useStrings();
  const form = useDraft(`group ${original?.id ?? "new"}`, original ? draftOf(original) : emptyGroup, { isSame: isSameGroup });
  const { draft } = form;
  const change = (changes: Partial<GroupDraft>) => form.setDraft({ ...draft, ...changes });
  const parents = possibleParents(groups, original?.id).map((group): [string, string] => [group.id, group.name]);
  const sharing = sharingChoices.map((choice): [SharingChoice, string] => [choice, strings.sharing[choice]]);

  const save = async () => {
    const sent = groupFormOf(draft, original);
    const saved = await (original ? updateGroup(original.id, sent) : createGroup(sent));
    showToast({ text: original ? forms.saved(saved.name) : strings.created(saved.name) });
    form.settle(draftOf(saved));
    await refreshGroups();
    if (original) return;
    dropLeaveGuards();
    // Opens the group's page to add members.
    navigate(`/groups/edit?id=${encodeURIComponent(saved.id)}`);
  };

  return (
    <SavingForm
      verb={original ? forms.save : forms.create}
      form={form}
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
          label={strings.partOf} value={draft.parentId} options={[["", strings.noOtherGroup], ...parents]}
          hint={strings.partOfHint}
          onChange={(parentId) => change({ parentId })}
        />
        <SelectField
          label={strings.whoMayShare} value={draft.sharing} options={sharing}
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

interface PermissionFieldsProps {
  permissions: Permissions | null;
  /** The default permissions; undefined when they are being edited. */
  everybody?: Permissions;
  onChange(permissions: Permissions): void;
}

function PermissionFields({ permissions, everybody, onChange }: PermissionFieldsProps) {
  const strings = useGroupsStrings();
  const others = othersOn(permissions);
  return (
    <fieldset className="permissions">
      <legend>{strings.permissions}</legend>
      {everybody && <p className="field-hint">{strings.permissionsAddUp}</p>}
      {permissionRules.map((rule) => {
        const { label, hint } = strings.rules[rule.id];
        return (
          <Checkbox
            key={rule.id}
            label={label}
            hint={everybody && isOn(everybody, rule) ? strings.onByDefault(hint) : hint}
            isChecked={isOn(permissions, rule)}
            onChange={(on) => onChange(withPermission(permissions, rule, on))}
          />
        );
      })}
      {others > 0 && <p className="muted">{strings.othersOn(others)}</p>}
    </fieldset>
  );
}

export function DefaultPermissionsForm({ permissions }: { permissions: Permissions }) {
  const strings = useGroupsStrings();
  const { forms } = useStrings();
  const form = useDraft<Permissions>("everybody", permissions, { isSame: isSamePermissions });
  const save = async () => {
    const saved = await updateDefaultPermissions(flipped(form.base, form.draft));
    form.settle(saved);
    showToast({ text: strings.defaultsSaved });
    await refreshGroups();
  };
  return (
    <SavingForm verb={forms.save} form={form} canSave onSave={save}>
      <p className="muted">{strings.defaultsText}</p>
      <PermissionFields permissions={form.draft} onChange={form.setDraft} />
    </SavingForm>
  );
}
