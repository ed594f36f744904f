import { useState } from "react";
import type { Group } from "../../api/peopleTypes";
import { Link } from "../../frame/Link";
import { refreshGroups, useGroups } from "../../state/groups";
import { useStrings } from "../../state/language";
import { navigate } from "../../state/location";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { ErrorState, LoadingRows } from "../../ui/ListState";
import { Menu } from "../../ui/Menu";
import { Cell, Table } from "../../ui/Table";
import { DeleteGroupDialog } from "./DeleteGroupDialog";
import { byName, parentOf } from "./groupDraft";
import { useGroupsStrings } from "./groupsStrings";

export function GroupsPage() {
  const strings = useGroupsStrings();
  const groups = useGroups();
  const [deleting, setDeleting] = useState<Group>();
  const all = groups.value;
  return (
    <main className="page" id="main" tabIndex={-1}>
      <header className="page-head">
        <h1>{strings.title}</h1>
        <span className="page-count">{all ? all.length : ""}</span>
        <Button look="primary" className="page-head-end" onClick={() => navigate("/groups/new")}>
          <Icon name="plus" /> {strings.newGroup}
        </Button>
      </header>
      {groups.error && !all ? (
        <ErrorState message={groups.error} onRetry={refreshGroups} />
      ) : !all ? (
        <LoadingRows label={strings.loadingAll} />
      ) : (
        <GroupTable groups={all} isBusy={groups.isLoading} onDelete={setDeleting} />
      )}
      {deleting && <DeleteGroupDialog group={deleting} onDeleted={() => {}} onClose={() => setDeleting(undefined)} />}
    </main>
  );
}

interface GroupTableProps {
  groups: Group[];
  isBusy: boolean;
  onDelete(group: Group): void;
}

const addressOf = (group: Group) => `/groups/edit?id=${encodeURIComponent(group.id)}`;

function GroupTable({ groups, isBusy, onDelete }: GroupTableProps) {
  const strings = useGroupsStrings();
  const { forms } = useStrings();
  const columns = [
    { name: strings.group }, { name: strings.partOf }, { name: strings.members, className: "column-short" },
    { name: forms.actions, className: "column-action", isHidden: true },
  ];
  return (
    <Table caption={strings.title} columns={columns} isBusy={isBusy}>
      <tr role="row" className="stacked-row">
        <Cell className="stacked-head">
          <Link to="/groups/everybody" className="row-link">{strings.defaults}</Link>
          <div className="muted">{strings.defaultsHint}</div>
        </Cell>
        <Cell label={strings.partOf}>–</Cell>
        <Cell label={strings.members} className="column-short">{strings.allUsers}</Cell>
        <Cell className="column-action" />
      </tr>
      {byName(groups).map((group) => (
        <tr key={group.id} role="row" className="stacked-row">
          <Cell className="stacked-head">
            <Link to={addressOf(group)} className="row-link">{group.name}</Link>
            {group.description && <div className="muted">{group.description}</div>}
          </Cell>
          <Cell label={strings.partOf}>{parentOf(groups, group)?.name ?? "–"}</Cell>
          <Cell label={strings.members} className="column-short">{group.member_count ?? 0}</Cell>
          <Cell className="column-action">
            <Menu
              label={forms.moreActions(group.name)}
              trigger={<Icon name="more" />}
              items={[
                { label: forms.edit, icon: <Icon name="edit" />, run: () => navigate(addressOf(group)) },
                {
                  label: forms.delete, icon: <Icon name="trash" />, look: "danger", startsGroup: true,
                  run: () => onDelete(group),
                },
              ]}
            />
          </Cell>
        </tr>
      ))}
    </Table>
  );
}
