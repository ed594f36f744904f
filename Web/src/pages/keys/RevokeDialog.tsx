import { revokeKey } from "../../api/keys";
import type { Key } from "../../api/peopleTypes";
import { refreshKeys } from "../../state/keys";
import { useStrings } from "../../state/language";
import { showToast } from "../../state/toasts";
import { Filled } from "../../ui/Filled";
import { FormDialog } from "../../ui/FormDialog";

interface RevokeDialogProps {
  keyToRevoke: Key;
  owner?: string;
  onClose(): void;
}

export function RevokeDialog({ keyToRevoke, owner, onClose }: RevokeDialogProps) {
  const strings = useStrings().keys;
  const revoke = async () => {
    await revokeKey(keyToRevoke.id);
    onClose();
    showToast({ text: strings.revoked(keyToRevoke.name) });
    await refreshKeys();
  };
  return (
    <FormDialog
      title={strings.revokeQuestion(keyToRevoke.name)}
      verb={strings.revoke}
      look="danger"
      onSubmit={revoke}
      onClose={onClose}
    >
      <p>
        <Filled
          text={owner ? strings.revokeConsequenceOf : strings.revokeConsequence}
          parts={{ hint: <code>{keyToRevoke.hint}</code>, owner }}
        />
      </p>
    </FormDialog>
  );
}
