import { useState } from "react";
import type { Key } from "../../api/peopleTypes";
import { useWords } from "../../state/language";
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
  const { keys: words, forms } = useWords();
  const [revoking, setRevoking] = useState<Key>();
  const now = Date.now() / 1000;
  const columns = [
    { name: words.key },
    { name: words.made, className: "column-short" },
    { name: words.lastUsed, className: "column-short" },
    { name: words.expires, className: "column-short" },
    { name: forms.actions, className: "column-action", isHidden: true },
  ];
  return (
    <>
      <Table caption={owner ? words.keysOf(owner) : words.title} columns={columns} isBusy={isBusy}>
        {keys.map((key) => {
          const expiry = expiryWords(key, now, words);
          return (
            <tr key={key.id} role="row" className="stacked-row">
              <Cell className="stacked-head">
                <strong>{key.name}</strong> <code className="muted hint">{key.hint}</code>
                {keyLimits(key, words).map((limit) => <span key={limit} className="badge">{limit}</span>)}
              </Cell>
              <Cell label={words.made} className="column-short">{formatDate(key.created_at)}</Cell>
              <Cell label={words.lastUsed} className="column-short">
                {key.last_used_at ? formatAgo(key.last_used_at) : words.never}
              </Cell>
              <Cell label={words.expires} className={`column-short ${expiry.isOver ? "is-problem" : ""}`}>{expiry.text}</Cell>
              <Cell className="column-action">
                <Button size="small" aria-label={words.revokeWhat(key.name)} onClick={() => setRevoking(key)}>
                  {words.revoke}
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
