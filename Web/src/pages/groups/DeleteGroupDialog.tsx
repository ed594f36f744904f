import { deleteGroup } from "../../api/groups";
import type { Group } from "../../api/peopleTypes";
import { refreshGroups } from "../../state/groups";
import { refreshModelsSoon } from "../../state/models";
import { showToast } from "../../state/toasts";
import { FormDialog } from "../../ui/FormDialog";
import { plural } from "../../ui/format";

interface DeleteGroupDialogProps {
  group: Group;
  onDeleted(): void;
  onClose(): void;
}

export function DeleteGroupDialog({ group, onDeleted, onClose }: DeleteGroupDialogProps) {
  const remove = async () => {
    await deleteGroup(group.id);
    onClose();
    showToast({ text: `The group ${group.name} is deleted.` });
    onDeleted();
    refreshModelsSoon();
    await refreshGroups();
  };
  return (
    <FormDialog title={`Delete the group ${group.name}?`} verb="Delete" look="danger" onSubmit={remove} onClose={onClose}>
      <p>
        Its {plural(group.member_count ?? 0, "member")} keep their accounts, but lose what they may only as its members:
        its permissions, and the models that were granted to it. Groups that are part of it stay, part of none.
      </p>
    </FormDialog>
  );
}
