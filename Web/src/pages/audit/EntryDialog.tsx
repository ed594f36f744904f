import { useStrings } from "../../state/language";
import { refreshEntry, useProvenEntry } from "../../state/audit";
import type { TrailFilters, TrailNames } from "../../api/audit";
import { Button } from "../../ui/Button";
import { CopyBlock } from "../../ui/CopyBlock";
import { Dialog } from "../../ui/Dialog";
import { ErrorState, LoadingRows } from "../../ui/ListState";
import { actionText } from "../history/auditTrail";
import { Circumstances } from "./Circumstances";
import { EntryChanges } from "./EntryChanges";
import { joinedNames, thingName } from "./names";
import { useVerification } from "./useVerification";
import { VerifyResult } from "./VerifyResult";

interface EntryDialogProps {
  id: string;
  names: TrailNames;
  onFilter(filters: TrailFilters): void;
  onClose(): void;
}

export function EntryDialog({ id, names: listed, onFilter, onClose }: EntryDialogProps) {
  const strings = useStrings().audit;
  const found = useProvenEntry(id);
  const { verification, verify } = useVerification();
  const proven = found.value;
  const entry = proven?.entry;
  const names = proven ? joinedNames(listed, proven.names) : listed;
  return (
    <Dialog
      isWide
      title={entry ? [actionText(entry.action), thingName(entry, names)].filter(Boolean).join(": ") : strings.columns.details}
      onClose={onClose}
      actions={
        <>
          {entry && (
            <Button disabled={verification.kind === "checking"} onClick={() => void verify([entry])}>{strings.verify.one}</Button>
          )}
          <Button onClick={onClose}>{strings.entry.close}</Button>
        </>
      }
    >
      {found.error && !proven && <ErrorState message={found.error} onRetry={refreshEntry} />}
      {!found.error && !proven && <LoadingRows label={strings.entry.loading} />}
      {proven && entry && (
        <div className="entry">
          <EntryChanges entry={entry} names={names} />
          <Circumstances entry={entry} names={names} onFilter={onFilter} />
          <section aria-labelledby="proven-title">
            <h3 id="proven-title">{strings.entry.proven}</h3>
            <p className="muted">{strings.entry.provenWhy}</p>
            <CopyBlock label={strings.entry.line} text={proven.line} />
            <CopyBlock label={strings.entry.hash} text={proven.leaf_hash} />
          </section>
        </div>
      )}
      <VerifyResult verification={verification} of="entry" />
    </Dialog>
  );
}
