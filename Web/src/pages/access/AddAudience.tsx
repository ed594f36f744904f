import { useState } from "react";
import { useGroupsToShareWith } from "../../state/groups";
import { useStrings } from "../../state/language";
import { useRights } from "../../state/rights";
import { Button } from "../../ui/Button";
import { PersonPicker } from "./PersonPicker";
import { everyone, withAudience, type Audience } from "./grants";
import { useAccessStrings } from "./accessStrings";

interface AddAudienceProps {
  audiences: Audience[];
  onChange(audiences: Audience[]): void;
}

/** Offers the kinds of audience that the user may share with. */
export function AddAudience({ audiences, onChange }: AddAudienceProps) {
  const strings = useAccessStrings();
  const rights = useRights();
  const add = (added: Pick<Audience, "type" | "id" | "name">) => onChange(withAudience(audiences, added));
  const people = new Set(audiences.filter((each) => each.type === "user").map((each) => each.id));
  if (!rights.sharesWithPeople && !rights.sharesWithGroups && !rights.sharesWithEveryone) {
    return <p className="muted">{strings.mayNotShare}</p>;
  }
  return (
    <div className="add-audience">
      {rights.sharesWithPeople && (
        <PersonPicker label={strings.addPerson} chosen={people} onPick={({ id, name }) => add({ type: "user", id, name })} />
      )}
      <div className="add-audience-row">
        {rights.sharesWithGroups && <AddGroup audiences={audiences} onAdd={add} />}
        {rights.sharesWithEveryone && (
          <Button
            disabled={people.has(everyone)}
            onClick={() => add({ type: "user", id: everyone, name: strings.everyone })}
          >
            {strings.addEveryone}
          </Button>
        )}
      </div>
    </div>
  );
}

interface AddGroupProps {
  audiences: Audience[];
  onAdd(added: Pick<Audience, "type" | "id" | "name">): void;
}

function AddGroup({ audiences, onAdd }: AddGroupProps) {
  const strings = useAccessStrings();
  const { forms } = useStrings();
  const groups = useGroupsToShareWith();
  const [chosen, setChosen] = useState("");
  const taken = new Set(audiences.filter((each) => each.type === "group").map((each) => each.id));
  const free = (groups.value ?? []).filter((group) => !taken.has(group.id));
  const group = free.find((each) => each.id === chosen);
  if (groups.error) return <p className="is-problem">{strings.groupsNotLoaded(groups.error)}</p>;
  if (groups.value && groups.value.length === 0) return null;
  return (
    <div className="add-group">
      <select
        className="input"
        aria-label={strings.addGroup}
        value={group ? chosen : ""}
        onChange={(event) => setChosen(event.target.value)}
      >
        <option value="">{strings.addGroupOption}</option>
        {free.map((each) => <option key={each.id} value={each.id}>{each.name}</option>)}
      </select>
      <Button
        disabled={!group}
        aria-label={group ? forms.addWhat(group.name) : strings.addTheGroup}
        onClick={() => {
          if (group) onAdd({ type: "group", id: group.id, name: group.name });
          setChosen("");
        }}
      >
        {forms.add}
      </Button>
    </div>
  );
}
