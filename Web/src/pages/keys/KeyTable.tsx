import { useState } from "react";
import { revokeKey } from "../../api/keys";
import type { Key } from "../../api/peopleTypes";
import { refreshKeys } from "../../state/keys";
import { useStrings } from "../../state/language";
import { showToast } from "../../state/toasts";
import { Button } from "../../ui/Button";
import { FormDialog } from "../../ui/FormDialog";
import { Interpolated } from "../../ui/Interpolated";
import { Cell, Table } from "../../ui/Table";
import { formatAgo, formatDate } from "../../ui/format";
import { expiryText, keyLimits } from "./keyForm";
import { useKeysStrings } from "./keysStrings";

interface KeyTableProps {
  keys: Key[];
  /** The owner, unless it is the user. */
  owner?: string;
  isBusy: boolean;
}

export function KeyTable({ keys, owner, isBusy }: KeyTableProps) {
  const strings = useKeysStrings();
  const { forms } = useStrings();
  const [revoking, setRevoking] = useState<Key>();
  const now = Date.now() / 1000;
  const columns = [
    { name: strings.key },
    { name: strings.created, className: "column-short" },
    { name: strings.lastUsed, className: "column-short" },
    { name: strings.expires, className: "column-short" },
    { name: forms.actions, className: "column-action", isHidden: true },
  ];
  return (
    <>
      <Table caption={owner ? strings.keysOf(owner) : strings.title} columns={columns} isBusy={isBusy}>
        {keys.map((key) => {
          const expiry = expiryText(key, now, strings);
          return (
            <tr key={key.id} role="row" className="stacked-row">
              <Cell className="stacked-head">
                <strong>{key.name}</strong> <code className="muted hint">{key.hint}</code>
                {keyLimits(key, strings).map((limit) => <span key={limit} className="badge">{limit}</span>)}
              </Cell>
              <Cell label={strings.created} className="column-short">{formatDate(key.created_at)}</Cell>
              <Cell label={strings.lastUsed} className="column-short">
                {key.last_used_at ? formatAgo(key.last_used_at) : strings.never}
              </Cell>
              <Cell label={strings.expires} className={`column-short ${expiry.isOver ? "is-problem" : ""}`}>{expiry.text}</Cell>
              <Cell className="column-action">
                <Button size="small" aria-label={strings.revokeWhat(key.name)} onClick={() => setRevoking(key)}>
                  {strings.revoke}
                </Button>
              </Cell>
            </tr>
          );
        })}
      </Table>
      {revoking && <RevokeDialog keyToRevoke={revoking} owner={owner} onClose={() => setRevoking(undefined)} />}
    </>
  );
}

interface RevokeDialogProps {
  keyToRevoke: Key;
  owner?: string;
  onClose(): void;
}

function RevokeDialog({ keyToRevoke, owner, onClose }: RevokeDialogProps) {
  const strings = useKeysStrings();
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
        <Interpolated
          text={owner ? strings.revokeConsequenceOf : strings.revokeConsequence}
          parts={{ hint: <code>{keyToRevoke.hint}</code>, owner }}
        />
      </p>
    </FormDialog>
  );
}
