import { useRef, useState } from "react";
import { searchPeople } from "../../api/people";
import { useStrings } from "../../state/language";
import { createResource, useResource } from "../../state/resource";
import { Button } from "../../ui/Button";
import { SearchBox } from "../../ui/SearchBox";
import { usePeopleStrings } from "../people/peopleStrings";

interface PersonPickerProps {
  label: string;
  /** IDs of people who are already added. */
  chosen: ReadonlySet<string>;
  isBusy?: boolean;
  onPick(person: { id: string; name: string; email: string }): void;
}

const shownAtMost = 6;

/** A search, and a button for each match. */
export function PersonPicker({ label, chosen, isBusy, onPick }: PersonPickerProps) {
  const strings = usePeopleStrings();
  const { forms } = useStrings();
  const [query, setQuery] = useState("");
  const box = useRef<HTMLInputElement>(null);
  const [search] = useState(() =>
    createResource(async (text) => (text ? searchPeople(text) : { users: [], total: 0 }), { keepsPrevious: true }),
  );
  const wanted = query.trim();
  const found = useResource(search, wanted);
  const { users, total } = found.value ?? { users: [], total: 0 };
  const free = users.filter((person) => !chosen.has(person.id));
  const shown = free.slice(0, shownAtMost);
  // The server returns only the first matches.
  const unseen = total - users.length;
  const more = free.length - shown.length + unseen;
  return (
    <div className="person-picker">
      <SearchBox ref={box} label={label} query={query} isBusy={found.isLoading} onChange={setQuery} />
      {wanted && (
        <div role="status" className="person-picker-found">
          {found.error && <p className="is-problem">{found.error}</p>}
          {found.value && !found.isLoading && free.length === 0 && (
            <p className="muted">{users.length === 0 ? strings.noMatchesFor(wanted) : unseen > 0 ? strings.andMore(unseen) : strings.allAdded}</p>
          )}
          <ul>
            {shown.map((person) => (
              <li key={person.id}>
                <span className="person-text"><strong>{person.name}</strong> <span>{person.email}</span></span>
                <Button
                  size="small"
                  disabled={isBusy}
                  aria-label={forms.addWhat(person.name)}
                  onClick={() => {
                    onPick(person);
                    setQuery("");
                    // The pressed button disappears; focus returns to the search for the next person.
                    box.current?.focus();
                  }}
                >
                  {forms.add}
                </Button>
              </li>
            ))}
          </ul>
          {shown.length > 0 && more > 0 && <p className="muted">{strings.andMore(more)}</p>}
        </div>
      )}
    </div>
  );
}
