import { useState } from "react";
import { updateDefaultPermissions } from "../../api/groups";
import type { Permissions } from "../../api/types";
import { SavingForm } from "../../frame/SavingForm";
import { refreshGroups } from "../../state/groups";
import { showToast } from "../../state/toasts";
import { isSamePermissions } from "./permissionForm";
import { PermissionFields } from "./PermissionFields";

export function EverybodyForm({ permissions }: { permissions: Permissions }) {
  const [initial, setInitial] = useState(permissions);
  const [draft, setDraft] = useState(permissions);
  const save = async () => {
    const saved = await updateDefaultPermissions(draft);
    setInitial(saved);
    setDraft(saved);
    showToast({ text: "What everybody may is saved." });
    await refreshGroups();
  };
  return (
    <SavingForm verb="Save" isChanged={!isSamePermissions(draft, initial)} canSave onSave={save}>
      <p className="muted">What each user may without being in any group. Administrators may everything.</p>
      <PermissionFields permissions={draft} onChange={setDraft} />
    </SavingForm>
  );
}
