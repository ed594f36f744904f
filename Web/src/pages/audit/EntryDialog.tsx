import type { ReactNode } from "react";
import type { TrailEntry, TrailFilters, TrailNames } from "../../api/audit";
import { Link } from "../../frame/Link";
import { refreshEntry, useProvenEntry } from "../../state/audit";
import { currentLocale } from "../../state/language";
import { Button } from "../../ui/Button";
import { CopyBlock } from "../../ui/CopyBlock";
import { Dialog } from "../../ui/Dialog";
import { ErrorState, LoadingRows } from "../../ui/ListState";
import { formatDateTime } from "../../ui/format";
import { ChangeList } from "../history/ChangeList";
import { doneText, principalOf } from "../history/auditTrail";
import { VerifyResult } from "./VerifyResult";
import { historyOf, kindText, outcomeText } from "./actionGroups";
import { isModel, joinedNames, thingName } from "./names";
import { describeChanges, factsOf } from "./trailText";
import { useVerification } from "./useVerification";
import { useAuditStrings } from "./auditStrings";

interface EntryDialogProps {
  id: string;
  names: TrailNames;
  onFilter(filters: TrailFilters): void;
  onClose(): void;
}

export function EntryDialog({ id, names: listed, onFilter, onClose }: EntryDialogProps) {
  const strings = useAuditStrings();
  const found = useProvenEntry(id);
  const { verification, verify } = useVerification();
  const proven = found.value;
  const entry = proven?.entry;
  const names = proven ? joinedNames(listed, proven.names) : listed;
  return (
    <Dialog
      isWide
      title={entry ? [doneText(entry), thingName(entry, names)].filter(Boolean).join(": ") : strings.columns.details}
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
          <EntryMetadata entry={entry} names={names} onFilter={onFilter} />
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

function EntryChanges({ entry, names }: { entry: TrailEntry; names: TrailNames }) {
  const strings = useAuditStrings().entry;
  const changes = describeChanges(entry, names);
  return (
    <section aria-labelledby="changes-title">
      <h3 id="changes-title">{strings.changes}</h3>
      {changes.length === 0 ? <p className="muted">{strings.noChanges}</p> : <ChangeList changes={changes} />}
    </section>
  );
}

interface CircumstancesProps {
  entry: TrailEntry;
  names: TrailNames;
  onFilter(filters: TrailFilters): void;
}

function EntryMetadata({ entry, names, onFilter }: CircumstancesProps) {
  const { entry: strings, columns } = useAuditStrings();
  const thing = thingName(entry, names);
  return (
    <section aria-labelledby="facts-title">
      <h3 id="facts-title">{strings.facts}</h3>
      <dl className="facts">
        <Fact name={strings.description}>{entry.description}</Fact>
        <Fact name={columns.outcome}>{outcomeText(entry.outcome)}</Fact>
        <Fact name={strings.time}>{formatDateTime(entry.created_at, currentLocale())}</Fact>
        <Fact name={strings.who}><Named name={principalOf(entry)} id={entry.user_id} /></Fact>
        <Fact name={strings.target}>{kindText(entry.entity_type)} <Named name={thing} id={entry.entity_id} /></Fact>
        <Fact name={strings.index}>{entry.index ?? strings.notYet}</Fact>
        {factsOf(entry, names).map(([name, value]) => <Fact key={name} name={name}><span className="value">{value}</span></Fact>)}
      </dl>
      <div className="section-row">
        <Button size="small" onClick={() => onFilter({ user_id: entry.user_id })}>{strings.allBy(principalOf(entry))}</Button>
        <Button size="small" onClick={() => onFilter({ entity_type: entry.entity_type, entity_id: entry.entity_id })}>
          {strings.allAbout(thing || kindText(entry.entity_type))}
        </Button>
        {isModel(entry) && <Link to={historyOf(entry)}>{strings.history}</Link>}
      </div>
    </section>
  );
}

/** The name with its ID, for searching elsewhere. */
function Named({ name, id }: { name: string; id: string }) {
  return <>{name !== id && name} <code>{id}</code></>;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return <div><dt>{name}</dt><dd>{children}</dd></div>;
}
