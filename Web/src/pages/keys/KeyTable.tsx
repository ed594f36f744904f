import { useState } from "react";
import type { Key } from "../../api/peopleTypes";
import { useStrings } from "../../state/language";
import { Button } from "../../ui/Button";
import { Cell } from "../../ui/Cell";
import { formatAgo, formatDate } from "../../ui/format";
import { Table } from "../../ui/Table";
import { expiryText, keyLimits } from "./keyForm";
import { RevokeDialog } from "./RevokeDialog";

interface KeyTableProps {
  keys: Key[];
  /** The owner, unless it is the user. */
  owner?: string;
  isBusy: boolean;
}

export function KeyTable({ keys, owner, isBusy }: KeyTableProps) {
  const { keys: strings, forms } = useStrings();
  const [revoking, setRevoking] = useState<Key>();
  const now = Date.now() / 1000;
  const columns = [
    { name: strings.key },
    { name: strings.made, className: "column-short" },
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
              <Cell label={strings.made} className="column-short">{formatDate(key.created_at)}</Cell>
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
