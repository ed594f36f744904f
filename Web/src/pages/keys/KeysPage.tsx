import { useState } from "react";
import type { NewKey } from "../../api/peopleTypes";
import { refreshKeys, useMyKeys } from "../../state/keys";
import { useRights } from "../../state/rights";
import { Button } from "../../ui/Button";
import { Interpolated } from "../../ui/Interpolated";
import { Icon } from "../../ui/Icon";
import { EmptyState, ErrorState, LoadingRows } from "../../ui/ListState";
import { CreateKeyDialog } from "./CreateKeyDialog";
import { KeyTable } from "./KeyTable";
import { NewKeyDialog } from "./NewKeyDialog";
import { useKeysStrings } from "./keysStrings";

export function KeysPage() {
  const strings = useKeysStrings();
  const { isAdmin, createsKeys } = useRights();
  const keys = useMyKeys();
  const [isCreating, setCreating] = useState(false);
  const [made, setMade] = useState<NewKey>();
  return (
    <main className="page" id="main" tabIndex={-1}>
      <header className="page-head">
        <h1>{strings.title}</h1>
        <span className="page-count">{keys.value ? keys.value.length : ""}</span>
        {createsKeys && (
          <Button look="primary" className="page-head-end" onClick={() => setCreating(true)}>
            <Icon name="plus" /> {strings.newKey}
          </Button>
        )}
      </header>
      <p className="page-text">
        <Interpolated
          text={createsKeys ? strings.use : strings.useWithoutPermission}
          parts={{ header: <code>Authorization: Bearer sk-…</code> }}
        />
      </p>
      {keys.error && !keys.value ? (
        <ErrorState message={keys.error} onRetry={refreshKeys} />
      ) : !keys.value ? (
        <LoadingRows label={strings.loading} />
      ) : keys.value.length === 0 ? (
        <EmptyState title={strings.none}>
          {createsKeys && <p>{strings.noneHint}</p>}
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
