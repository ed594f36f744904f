import { useState } from "react";
import { updateDefaultPermissions } from "../../api/groups";
import type { Permissions } from "../../api/types";
import { SavingForm } from "../../frame/SavingForm";
import { refreshGroups } from "../../state/groups";
import { useWords } from "../../state/language";
import { showToast } from "../../state/toasts";
import { flipped, isSamePermissions } from "./permissionForm";
import { PermissionFields } from "./PermissionFields";

export function EverybodyForm({ permissions }: { permissions: Permissions }) {
  const { groups: words, forms } = useWords();
  const [initial, setInitial] = useState(permissions);
  const [draft, setDraft] = useState(permissions);
  const [seen, setSeen] = useState(permissions);
  if (permissions !== seen) {
    setSeen(permissions);
    if (isSamePermissions(draft, initial)) {
      setInitial(permissions);
      setDraft(permissions);
    }
  }
  const save = async () => {
    const saved = await updateDefaultPermissions(flipped(initial, draft));
    setInitial(saved);
    setDraft(saved);
    showToast({ text: words.everybodySaved });
    await refreshGroups();
  };
  return (
    <SavingForm verb={forms.save} isChanged={!isSamePermissions(draft, initial)} canSave onSave={save}>
      <p className="muted">{words.everybodyWords}</p>
      <PermissionFields permissions={draft} onChange={setDraft} />
    </SavingForm>
  );
}
