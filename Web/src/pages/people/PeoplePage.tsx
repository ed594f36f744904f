import { useEffect, useState } from "react";
import { peoplePerPage } from "../../api/people";
import type { Person } from "../../api/peopleTypes";
import { Link } from "../../frame/Link";
import { replaceSearch, useAddress } from "../../state/location";
import { refreshPeople, usePeople, useWaiting } from "../../state/people";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { EmptyState, ErrorState, LoadingRows } from "../../ui/ListState";
import { Pages } from "../../ui/Pages";
import { SearchBox } from "../../ui/SearchBox";
import { ApproveButton } from "./ApproveButton";
import { AddPersonDialog, DeletePersonDialog, EndSessionsDialog } from "./PersonDialogs";
import { addressOf, PersonTable } from "./PersonTable";
import { orders, peopleQuery, type PeopleView, readView, writeView } from "./peopleView";
import { usePeopleStrings } from "./peopleStrings";

export function PeoplePage() {
  const strings = usePeopleStrings();
  const view = readView(useAddress().search);
  const people = usePeople(peopleQuery(view));
  const [isAdding, setAdding] = useState(false);
  const [deleting, setDeleting] = useState<Person>();
  const [ending, setEnding] = useState<Person>();
  const show = (changes: Partial<PeopleView>) => replaceSearch((search) => writeView({ ...readView(search), page: 1, ...changes }));
  const list = people.value;
  // The last person on a page may have been deleted.
  const lastPage = Math.max(1, Math.ceil((list?.total ?? 0) / peoplePerPage));
  const isBeyond = list !== undefined && !people.isLoading && list.users.length === 0 && view.page > lastPage;
  useEffect(() => {
    if (isBeyond) replaceSearch((search) => writeView({ ...readView(search), page: lastPage }));
  });
  return (
    <main className="page" id="main" tabIndex={-1}>
      <header className="page-head">
        <h1>{strings.title}</h1>
        <span className="page-count">{list ? list.total : ""}</span>
        <Button look="primary" className="page-head-end" onClick={() => setAdding(true)}>
          <Icon name="plus" /> {strings.addPerson}
        </Button>
      </header>
      <div className="filters" role="search">
        <SearchBox label={strings.search} query={view.query} isBusy={people.isLoading} onChange={(query) => show({ query })} />
        <select
          className="input input-small"
          aria-label={strings.order}
          value={view.order}
          onChange={(event) => show({ order: event.target.value as PeopleView["order"] })}
        >
          {orders.map((order) => <option key={order} value={order}>{strings.orders[order]}</option>)}
        </select>
      </div>
      {list && !view.query && <OtherPendingPeople shown={list.users} />}
      {people.error && list && <p role="alert" className="inline-problem">{strings.outOfDate(people.error)}</p>}
      {people.error && !list ? (
        <ErrorState message={people.error} onRetry={refreshPeople} />
      ) : !list ? (
        <LoadingRows label={strings.loadingAll} />
      ) : list.users.length === 0 ? (
        <EmptyState title={strings.noMatches}>
          <p>{strings.noMatchesFor(view.query)}</p>
          <Button onClick={() => replaceSearch(() => "")}>{strings.showAll}</Button>
        </EmptyState>
      ) : (
        <PersonTable people={list.users} isBusy={people.isLoading} onDelete={setDeleting} onEndSessions={setEnding} />
      )}
      <Pages page={view.page} perPage={peoplePerPage} total={list?.total ?? 0} onTurn={(page) => show({ page })} />
      {isAdding && <AddPersonDialog onClose={() => setAdding(false)} />}
      {deleting && <DeletePersonDialog person={deleting} onDeleted={() => {}} onClose={() => setDeleting(undefined)} />}
      {ending && <EndSessionsDialog person={ending} onClose={() => setEnding(undefined)} />}
    </main>
  );
}

/** People waiting for approval on other pages of the list, so that nobody is overlooked. */
function OtherPendingPeople({ shown }: { shown: Person[] }) {
  const strings = usePeopleStrings();
  const waiting = (useWaiting().value ?? []).filter((person) => !shown.some((each) => each.id === person.id));
  if (waiting.length === 0) return null;
  return (
    <section className="waiting" aria-labelledby="waiting-title">
      <h2 id="waiting-title">{strings.alsoWaiting}</h2>
      <ul className="rows">
        {waiting.map((person) => (
          <li key={person.id}>
            <span className="person-text">
              <Link to={addressOf(person)} className="row-link">{person.name}</Link> <span>{person.email}</span>
            </span>
            <ApproveButton person={person} />
          </li>
        ))}
      </ul>
    </section>
  );
}
