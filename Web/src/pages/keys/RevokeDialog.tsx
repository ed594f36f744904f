import { revokeKey } from "../../api/keys";
import type { Key } from "../../api/peopleTypes";
import { refreshKeys } from "../../state/keys";
import { showToast } from "../../state/toasts";
import { FormDialog } from "../../ui/FormDialog";

interface RevokeDialogProps {
  keyToRevoke: Key;
  owner?: string;
  onClose(): void;
}

export function RevokeDialog({ keyToRevoke, owner, onClose }: RevokeDialogProps) {
  const revoke = async () => {
    await revokeKey(keyToRevoke.id);
    onClose();
    showToast({ text: `The key “${keyToRevoke.name}” is revoked.` });
    await refreshKeys();
  };
  return (
    <FormDialog title={`Revoke the key “${keyToRevoke.name}”?`} verb="Revoke" look="danger" onSubmit={revoke} onClose={onClose}>
      <p>
        Whatever uses the key <code>{keyToRevoke.hint}</code>{owner ? ` of ${owner}` : ""} is refused from now on. It
        cannot be brought back, only replaced by a new key.
      </p>
    </FormDialog>
  );
}
