import { useState } from "react";
import { searchPeople } from "../../api/people";
import { createResource, useResource } from "../../state/resource";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { SearchBox } from "../../ui/SearchBox";
import { useAuditStrings } from "./auditStrings";

interface PersonFilterProps {
  id?: string;
  name?: string;
  onPick(id: string | undefined, name?: string): void;
}

export function PersonFilter({ id, name, onPick }: PersonFilterProps) {
  const strings = useAuditStrings().filters;
  const [isOpen, setOpen] = useState(false);
  const pick = (picked: string | undefined, pickedName?: string) => {
    setOpen(false);
    onPick(picked, pickedName);
  };
  return (
    <>
      <Button aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {strings.personIs(id === undefined ? strings.anybody : id === "system" ? strings.itself : name ?? id)}
      </Button>
      {isOpen && <PersonDialog onPick={pick} onClose={() => setOpen(false)} />}
    </>
  );
}

const shownAtMost = 8;

function PersonDialog({ onPick, onClose }: { onPick(id: string | undefined, name?: string): void; onClose(): void }) {
  const strings = useAuditStrings().filters;
  const [query, setQuery] = useState("");
  const [search] = useState(() => createResource(async (text) => (await searchPeople(text)).users, { keepsPrevious: true }));
  const found = useResource(search, query.trim());
  return (
    <Dialog title={strings.whose} onClose={onClose} actions={<Button onClick={onClose}>{strings.cancel}</Button>}>
      <SearchBox label={strings.searchPeople} query={query} isBusy={found.isLoading} onChange={setQuery} />
      {found.error && <p role="alert" className="is-problem">{found.error}</p>}
      <ul className="person-choices">
        {query.trim() === "" && (
          <>
            <li><Button look="quiet" onClick={() => onPick(undefined)}>{strings.anybody}</Button></li>
            <li><Button look="quiet" onClick={() => onPick("system")}>{strings.itself}</Button></li>
          </>
        )}
        {(found.value ?? []).slice(0, shownAtMost).map((person) => (
          <li key={person.id}>
            <Button look="quiet" onClick={() => onPick(person.id, person.name)}>
              {person.name} <span className="muted">{person.email}</span>
            </Button>
          </li>
        ))}
      </ul>
      {found.value?.length === 0 && !found.isLoading && <p className="muted">{strings.noMatches(query.trim())}</p>}
    </Dialog>
  );
}
