import { updateDefaultPermissions } from "../../api/groups";
import type { Permissions } from "../../api/types";
import { SavingForm } from "../../frame/SavingForm";
import { useDraft } from "../../frame/useDraft";
import { refreshGroups } from "../../state/groups";
import { useWords } from "../../state/language";
import { showToast } from "../../state/toasts";
import { flipped, isSamePermissions } from "./permissionForm";
import { PermissionFields } from "./PermissionFields";

export function EverybodyForm({ permissions }: { permissions: Permissions }) {
  const { groups: words, forms } = useWords();
  const form = useDraft<Permissions>("everybody", permissions, { isSame: isSamePermissions });
  const save = async () => {
    const saved = await updateDefaultPermissions(flipped(form.base, form.draft));
    form.settle(saved);
    showToast({ text: words.everybodySaved });
    await refreshGroups();
  };
  return (
    <SavingForm verb={forms.save} form={form} canSave onSave={save}>
      <p className="muted">{words.everybodyWords}</p>
      <PermissionFields permissions={form.draft} onChange={form.setDraft} />
    </SavingForm>
  );
}
