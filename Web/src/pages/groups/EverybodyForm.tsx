import { updateDefaultPermissions } from "../../api/groups";
import type { Permissions } from "../../api/types";
import { SavingForm } from "../../frame/SavingForm";
import { useDraft } from "../../frame/useDraft";
import { refreshGroups } from "../../state/groups";
import { useStrings } from "../../state/language";
import { showToast } from "../../state/toasts";
import { flipped, isSamePermissions } from "./permissionForm";
import { PermissionFields } from "./PermissionFields";

export function EverybodyForm({ permissions }: { permissions: Permissions }) {
  const { groups: strings, forms } = useStrings();
  const form = useDraft<Permissions>("everybody", permissions, { isSame: isSamePermissions });
  const save = async () => {
    const saved = await updateDefaultPermissions(flipped(form.base, form.draft));
    form.settle(saved);
    showToast({ text: strings.everybodySaved });
    await refreshGroups();
  };
  return (
    <SavingForm verb={forms.save} form={form} canSave onSave={save}>
      <p className="muted">{strings.everybodyText}</p>
      <PermissionFields permissions={form.draft} onChange={form.setDraft} />
    </SavingForm>
  );
}
