import { useState } from "react";
import type { Key } from "../../api/peopleTypes";
import { Button } from "../../ui/Button";
import { Cell } from "../../ui/Cell";
import { formatAgo, formatDate } from "../../ui/format";
import { Table } from "../../ui/Table";
import { expiryWords, keyLimits } from "./keyForm";
import { RevokeDialog } from "./RevokeDialog";

interface KeyTableProps {
  keys: Key[];
  /** Whose they are, where they are not one's own. */
  owner?: string;
  isBusy: boolean;
}

export function KeyTable({ keys, owner, isBusy }: KeyTableProps) {
  const [revoking, setRevoking] = useState<Key>();
  const now = Date.now() / 1000;
  const columns = [
    { name: "Key" },
    { name: "Made", className: "column-short" },
    { name: "Last used", className: "column-short" },
    { name: "Expires", className: "column-short" },
    { name: "Actions", className: "column-action", isHidden: true },
  ];
  return (
    <>
      <Table caption={owner ? `Keys of ${owner}` : "My keys"} columns={columns} isBusy={isBusy}>
        {keys.map((key) => {
          const expiry = expiryWords(key, now);
          return (
            <tr key={key.id} role="row" className="stacked-row">
              <Cell className="stacked-head">
                <strong>{key.name}</strong> <code className="muted hint">{key.hint}</code>
                {keyLimits(key).map((limit) => <span key={limit} className="badge">{limit}</span>)}
              </Cell>
              <Cell label="Made" className="column-short">{formatDate(key.created_at)}</Cell>
              <Cell label="Last used" className="column-short">{key.last_used_at ? formatAgo(key.last_used_at) : "never"}</Cell>
              <Cell label="Expires" className={`column-short ${expiry.isOver ? "is-problem" : ""}`}>{expiry.text}</Cell>
              <Cell className="column-action">
                <Button size="small" aria-label={`Revoke ${key.name}`} onClick={() => setRevoking(key)}>Revoke</Button>
              </Cell>
            </tr>
          );
        })}
      </Table>
      {revoking && <RevokeDialog keyToRevoke={revoking} owner={owner} onClose={() => setRevoking(undefined)} />}
    </>
  );
}
