import { useState } from "react";
import type { NewKey } from "../../api/peopleTypes";
import { refreshKeys, useMyKeys } from "../../state/keys";
import { useRights } from "../../state/rights";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { EmptyState, ErrorState, LoadingRows } from "../../ui/ListState";
import { CreateKeyDialog } from "./CreateKeyDialog";
import { KeyTable } from "./KeyTable";
import { NewKeyDialog } from "./NewKeyDialog";

export function KeysPage() {
  const { isAdmin, createsKeys } = useRights();
  const keys = useMyKeys();
  const [isCreating, setCreating] = useState(false);
  const [made, setMade] = useState<NewKey>();
  return (
    <main className="page" id="main" tabIndex={-1}>
      <header className="page-head">
        <h1>My keys</h1>
        <span className="page-count">{keys.value ? keys.value.length : ""}</span>
        {createsKeys && (
          <Button look="primary" className="page-head-end" onClick={() => setCreating(true)}>
            <Icon name="plus" /> New key
          </Button>
        )}
      </header>
      <p className="page-words">
        Programs use a key in place of your password, as <code>Authorization: Bearer sk-…</code>
        {!createsKeys && ". You have no permission to make keys; an administrator can give it to you"}.
      </p>
      {keys.error && !keys.value ? (
        <ErrorState message={keys.error} onRetry={refreshKeys} />
      ) : !keys.value ? (
        <LoadingRows label="Loading your keys" />
      ) : keys.value.length === 0 ? (
        <EmptyState title="No keys yet">
          {createsKeys && <p>Make one for each program, so that each can be revoked by itself.</p>}
        </EmptyState>
      ) : (
        <KeyTable keys={keys.value} isBusy={keys.isLoading} />
      )}
      {isCreating && (
        <CreateKeyDialog
          isAdmin={isAdmin}
          onCreated={(key) => {
            setCreating(false);
            setMade(key);
          }}
          onClose={() => setCreating(false)}
        />
      )}
      {made && <NewKeyDialog made={made} onClose={() => setMade(undefined)} />}
    </main>
  );
}
