import { useState } from "react";
import { addMember, removeMember } from "../../api/groups";
import type { Group } from "../../api/peopleTypes";
import { messageOf } from "../../api/request";
import { Link } from "../../frame/Link";
import { refreshGroups, useMembers } from "../../state/groups";
import { useStrings } from "../../state/language";
import { showToast } from "../../state/toasts";
import { Button } from "../../ui/Button";
import { ErrorState, LoadingRows } from "../../ui/ListState";
import { SearchBox } from "../../ui/SearchBox";
import { PersonPicker } from "../access/PersonPicker";
import { useGroupsStrings } from "./groupsStrings";

/** Up to this many need no search. */
const fewMembers = 10;

export function GroupMembers({ group }: { group: Group }) {
  const members = useMembers(group.id);
  const strings = useGroupsStrings();
  const { forms } = useStrings();
  const [query, setQuery] = useState("");
  const [isBusy, setBusy] = useState(false);
  const all = members.value ?? [];
  const wanted = query.trim().toLowerCase();
  const shown = all.filter((person) => `${person.name} ${person.email}`.toLowerCase().includes(wanted));

  const change = async (name: string, done: string, act: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await act();
      showToast({ subject: group.id, text: done });
    } catch (error) {
      showToast({ subject: group.id, kind: "problem", text: `${name}: ${messageOf(error)}` });
    }
    await refreshGroups();
    setBusy(false);
  };

  return (
    <section className="section" aria-labelledby="members-title">
      <h2 id="members-title">{strings.members} {members.value && <span className="page-count">{all.length}</span>}</h2>
      <PersonPicker
        label={strings.addPerson}
        chosen={new Set(all.map((person) => person.id))}
        isBusy={isBusy}
        onPick={({ id, name }) => void change(name, strings.isAdded(name), () => addMember(group.id, id))}
      />
      {members.error && !members.value && <ErrorState message={members.error} onRetry={refreshGroups} />}
      {!members.error && !members.value && <LoadingRows label={strings.loadingMembers} rows={2} />}
      {members.value && all.length === 0 && <p className="muted">{strings.noMembers}</p>}
      {all.length > fewMembers && <SearchBox label={strings.searchMembers} query={query} onChange={setQuery} />}
      <ul className="rows" aria-label={strings.members}>
        {shown.map((person) => (
          <li key={person.id}>
            <span className="person-text">
              <Link to={`/people/edit?id=${encodeURIComponent(person.id)}`} className="row-link">{person.name}</Link>{" "}
              <span>{person.email}</span>
            </span>
            <Button
              size="small"
              disabled={isBusy}
              aria-label={forms.removeWhat(person.name)}
              onClick={() => void change(person.name, strings.isRemoved(person.name), () => removeMember(group.id, person.id))}
            >
              {forms.remove}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
