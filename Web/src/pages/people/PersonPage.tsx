import { useState } from "react";
import type { Person } from "../../api/peopleTypes";
import { Link } from "../../frame/Link";
import { useGroups } from "../../state/groups";
import { refreshKeys, useKeysOf } from "../../state/keys";
import { useStrings } from "../../state/language";
import { dropLeaveGuards, lastAddressOf, navigate, useAddress } from "../../state/location";
import { refreshPeople, usePerson } from "../../state/people";
import { currentPerson } from "../../state/session";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Interpolated } from "../../ui/Interpolated";
import { ErrorState, LoadingRows } from "../../ui/ListState";
import { formatAgo, formatDate } from "../../ui/format";
import { KeyTable } from "../keys/KeyTable";
import { approve } from "./ApproveButton";
import { DeletePersonDialog, EndSessionsDialog } from "./PersonDialogs";
import { PersonForm } from "./PersonForm";
import { UsableModels } from "./UsableModels";
import { usePeopleStrings } from "./peopleStrings";

/** /people/edit?id= */
export function PersonPage() {
  const id = new URLSearchParams(useAddress().search).get("id") ?? "";
  const person = usePerson(id);
  const strings = usePeopleStrings();
  return (
    <main className="page page-narrow" id="main" tabIndex={-1}>
      {person.error && !person.value ? (
        <ErrorState isPage message={person.error} onRetry={refreshPeople} />
      ) : !person.value ? (
        <LoadingRows label={strings.loadingOne} rows={6} />
      ) : (
        <LoadedPerson key={id} person={person.value} />
      )}
    </main>
  );
}

function LoadedPerson({ person }: { person: Person }) {
  const strings = usePeopleStrings();
  const { forms } = useStrings();
  const [dialog, setDialog] = useState<"none" | "delete" | "sessions">("none");
  const isMe = person.id === currentPerson()?.id;
  const close = () => setDialog("none");
  const leave = () => {
    dropLeaveGuards();
    navigate(lastAddressOf("/people"));
  };
  return (
    <div className="sections">
      <header className="page-head">
        <Link to={lastAddressOf("/people")} className="icon-button" aria-label={strings.back}><Icon name="back" /></Link>
        <h1>{person.name}</h1>
        {person.role === "pending" && (
          <Button look="primary" className="page-head-end" onClick={() => void approve(person)}>{strings.approve}</Button>
        )}
      </header>
      <PersonFacts person={person} />
      {/* A new key resets the form after saving, or after someone else's change. */}
      <PersonForm key={person.updated_at} person={person} isMe={isMe} />
      <section className="section" aria-labelledby="use-title">
        <h2 id="use-title">{strings.whatCanUse(person.name)}</h2>
        <UsableModels person={person} />
      </section>
      <section className="section" aria-labelledby="keys-title">
        <h2 id="keys-title">{strings.keys}</h2>
        <TheirKeys person={person} />
      </section>
      <section className="section" aria-labelledby="end-title">
        <h2 id="end-title">{strings.sessionsAndAccount}</h2>
        <div className="section-row">
          <Button onClick={() => setDialog("sessions")}>{strings.endSessions}</Button>
          {!isMe && <Button look="danger" onClick={() => setDialog("delete")}>{forms.deleteWhat(person.name)}</Button>}
        </div>
      </section>
      {dialog === "sessions" && <EndSessionsDialog person={person} onClose={close} />}
      {dialog === "delete" && (
        <DeletePersonDialog person={person} onDeleted={leave} onClose={close} />
      )}
    </div>
  );
}

function PersonFacts({ person }: { person: Person }) {
  const names = new Map((useGroups().value ?? []).map((group) => [group.id, group.name]));
  const strings = usePeopleStrings();
  const ids = person.group_ids ?? [];
  const groups = ids.map((id, index) => (
    <span key={id}>
      {index > 0 && ", "}
      <Link to={`/groups/edit?id=${encodeURIComponent(id)}`}>{names.get(id) ?? id}</Link>
    </span>
  ));
  const since = formatDate(person.created_at);
  const seen = person.last_active_at === null ? strings.never : formatAgo(person.last_active_at);
  return (
    <p className="muted">
      <Interpolated text={ids.length > 0 ? strings.facts : strings.factsWithoutGroup} parts={{ since, seen, groups }} />
    </p>
  );
}

function TheirKeys({ person }: { person: Person }) {
  const keys = useKeysOf(person.id);
  const strings = usePeopleStrings();
  if (keys.error && !keys.value) return <ErrorState message={keys.error} onRetry={refreshKeys} />;
  if (!keys.value) return <LoadingRows label={strings.loadingKeys} rows={1} />;
  if (keys.value.length === 0) return <p className="muted">{strings.noKeys}</p>;
  return <KeyTable keys={keys.value} owner={person.name} isBusy={keys.isLoading} />;
}
