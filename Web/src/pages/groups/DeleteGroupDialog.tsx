import { deleteGroup } from "../../api/groups";
import type { Group } from "../../api/peopleTypes";
import { refreshGroups } from "../../state/groups";
import { useStrings } from "../../state/language";
import { refreshModelsSoon } from "../../state/models";
import { showToast } from "../../state/toasts";
import { undoAction } from "../../state/undo";
import { FormDialog } from "../../ui/FormDialog";
import { useGroupsStrings } from "./groupsStrings";

interface DeleteGroupDialogProps {
  group: Group;
  onDeleted(): void;
  onClose(): void;
}

export function DeleteGroupDialog({ group, onDeleted, onClose }: DeleteGroupDialogProps) {
  const strings = useGroupsStrings();
  const { forms } = useStrings();
  const remove = async () => {
    const token = await deleteGroup(group.id);
    onClose();
    const action = undoAction(token, group.id, strings.restored(group.name));
    showToast({ subject: group.id, text: strings.deleted(group.name), action });
    onDeleted();
    refreshModelsSoon();
    await refreshGroups();
  };
  return (
    <FormDialog
      title={strings.deleteQuestion(group.name)}
      verb={forms.delete}
      look="danger"
      onSubmit={remove}
      onClose={onClose}
    >
      <p>{strings.deleteWhat(group.member_count ?? 0)}</p>
    </FormDialog>
  );
}
