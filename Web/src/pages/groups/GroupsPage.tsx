import { useState } from "react";
import type { Group } from "../../api/peopleTypes";
import { Link } from "../../frame/Link";
import { refreshGroups, useGroups } from "../../state/groups";
import { navigate } from "../../state/location";
import { Button } from "../../ui/Button";
import { Cell } from "../../ui/Cell";
import { Icon } from "../../ui/Icon";
import { ErrorState, LoadingRows } from "../../ui/ListState";
import { Menu } from "../../ui/Menu";
import { Table } from "../../ui/Table";
import { DeleteGroupDialog } from "./DeleteGroupDialog";
import { byName, parentOf } from "./groupDraft";

export function GroupsPage() {
  const groups = useGroups();
  const [deleting, setDeleting] = useState<Group>();
  const all = groups.value;
  return (
    <main className="page" id="main" tabIndex={-1}>
      <header className="page-head">
        <h1>Groups</h1>
        <span className="page-count">{all ? all.length : ""}</span>
        <Button look="primary" className="page-head-end" onClick={() => navigate("/groups/new")}>
          <Icon name="plus" /> New group
        </Button>
      </header>
      {groups.error && !all ? (
        <ErrorState message={groups.error} onRetry={refreshGroups} />
      ) : !all ? (
        <LoadingRows label="Loading the groups" />
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
  const columns = [
    { name: "Group" }, { name: "Part of" }, { name: "Members", className: "column-short" },
    { name: "Actions", className: "column-action", isHidden: true },
  ];
  return (
    <Table caption="Groups" columns={columns} isBusy={isBusy}>
      <tr role="row" className="stacked-row">
        <Cell className="stacked-head">
          <Link to="/groups/everybody" className="row-link">Everybody</Link>
          <div className="muted">What each user may without any group</div>
        </Cell>
        <Cell label="Part of">–</Cell>
        <Cell label="Members" className="column-short">all users</Cell>
        <Cell className="column-action" />
      </tr>
      {byName(groups).map((group) => (
        <tr key={group.id} role="row" className="stacked-row">
          <Cell className="stacked-head">
            <Link to={addressOf(group)} className="row-link">{group.name}</Link>
            {group.description && <div className="muted">{group.description}</div>}
          </Cell>
          <Cell label="Part of">{parentOf(groups, group)?.name ?? "–"}</Cell>
          <Cell label="Members" className="column-short">{group.member_count ?? 0}</Cell>
          <Cell className="column-action">
            <Menu
              label={`More actions for ${group.name}`}
              trigger={<Icon name="more" />}
              items={[
                { label: "Edit", icon: <Icon name="edit" />, run: () => navigate(addressOf(group)) },
                { label: "Delete", icon: <Icon name="trash" />, look: "danger", startsGroup: true, run: () => onDelete(group) },
              ]}
            />
          </Cell>
        </tr>
      ))}
    </Table>
  );
}
