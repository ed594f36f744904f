import type { Person } from "../../api/peopleTypes";
import { Link } from "../../frame/Link";
import { useGroups } from "../../state/groups";
import { useStrings } from "../../state/language";
import { navigate } from "../../state/location";
import { currentPerson } from "../../state/session";
import { Icon } from "../../ui/Icon";
import { Menu, type MenuItem } from "../../ui/Menu";
import { Cell, Table } from "../../ui/Table";
import { formatAgo } from "../../ui/format";
import { ApproveButton } from "./ApproveButton";
import { usePeopleStrings } from "./peopleStrings";

interface PersonTableProps {
  people: Person[];
  isBusy: boolean;
  onDelete(person: Person): void;
  onEndSessions(person: Person): void;
}

export function PersonTable({ people, isBusy, onDelete, onEndSessions }: PersonTableProps) {
  const strings = usePeopleStrings();
  const { forms } = useStrings();
  // The list is useful without group names too.
  const groups = new Map((useGroups().value ?? []).map((group) => [group.id, group.name]));
  const columns = [
    { name: strings.person },
    { name: strings.role, className: "column-short" },
    { name: strings.groups },
    { name: strings.lastSeen, className: "column-short" },
    { name: forms.actions, className: "column-action", isHidden: true },
  ];
  return (
    <Table caption={strings.title} columns={columns} isBusy={isBusy}>
      {people.map((person) => (
        <tr key={person.id} role="row" className={`stacked-row ${person.role === "pending" ? "is-waiting" : ""}`}>
          <Cell className="stacked-head">
            <Link to={addressOf(person)} className="row-link">{person.name}</Link>{" "}
            <span className="muted">{person.email}</span>
          </Cell>
          <Cell label={strings.role} className="column-short">
            <span className={person.role === "pending" ? "is-warning" : ""}>{strings.roles[person.role]}</span>
          </Cell>
          <Cell label={strings.groups}>
            {(person.group_ids ?? []).map((id) => groups.get(id)).filter(Boolean).join(", ") || "–"}
          </Cell>
          <Cell label={strings.lastSeen} className="column-short">
            {person.last_active_at === null ? strings.never : formatAgo(person.last_active_at)}
          </Cell>
          <Cell className="column-action">
            {person.role === "pending" && <ApproveButton person={person} />}
            <PersonMenu person={person} onDelete={() => onDelete(person)} onEndSessions={() => onEndSessions(person)} />
          </Cell>
        </tr>
      ))}
    </Table>
  );
}

export const addressOf = (person: Pick<Person, "id">) => `/people/edit?id=${encodeURIComponent(person.id)}`;

function PersonMenu({ person, onDelete, onEndSessions }: { person: Person; onDelete(): void; onEndSessions(): void }) {
  const strings = usePeopleStrings();
  const { forms } = useStrings();
  const items: (MenuItem | false)[] = [
    { label: forms.edit, icon: <Icon name="edit" />, run: () => navigate(addressOf(person)) },
    { label: strings.endSessions, icon: <Icon name="signOut" />, run: onEndSessions },
    // Deleting the own account would end the session halfway.
    person.id !== currentPerson()?.id && {
      label: forms.delete, icon: <Icon name="trash" />, look: "danger", startsGroup: true, run: onDelete,
    },
  ];
  return (
    <Menu
      label={forms.moreActions(person.name)}
      trigger={<Icon name="more" />}
      items={items.filter((item): item is MenuItem => item !== false)}
    />
  );
}
