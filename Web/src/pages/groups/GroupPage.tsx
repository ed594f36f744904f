import { useState } from "react";
import type { Group } from "../../api/peopleTypes";
import { Link } from "../../frame/Link";
import { refreshGroups, useDefaultPermissions, useGroups } from "../../state/groups";
import { useStrings } from "../../state/language";
import { dropLeaveGuards, lastAddressOf, navigate, useAddress } from "../../state/location";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { EmptyState, ErrorState, LoadingRows } from "../../ui/ListState";
import { DeleteGroupDialog } from "./DeleteGroupDialog";
import { DefaultPermissionsForm, GroupForm } from "./GroupForm";
import { GroupMembers } from "./GroupMembers";
import { useGroupsStrings } from "./groupsStrings";

/** /groups/new, /groups/edit?id= and /groups/everybody, the default permissions. */
export function GroupPage() {
  const strings = useGroupsStrings();
  const { path, search } = useAddress();
  const groups = useGroups();
  const defaults = useDefaultPermissions();
  const id = new URLSearchParams(search).get("id") ?? "";
  const group = groups.value?.find((each) => each.id === id);
  const isNew = path === "/groups/new";
  const isEverybody = path === "/groups/everybody";
  const problem = groups.error ?? defaults.error;
  return (
    <main className="page page-narrow" id="main" tabIndex={-1}>
      <header className="page-head">
        <Link to={lastAddressOf("/groups")} className="icon-button" aria-label={strings.back}><Icon name="back" /></Link>
        <h1>{isNew ? strings.newGroup : isEverybody ? strings.defaults : group?.name ?? strings.group}</h1>
      </header>
      {problem && (!groups.value || !defaults.value) ? (
        <ErrorState message={problem} onRetry={refreshGroups} />
      ) : !groups.value || !defaults.value ? (
        <LoadingRows label={strings.loadingOne} rows={6} />
      ) : isEverybody ? (
        <DefaultPermissionsForm permissions={defaults.value} />
      ) : isNew ? (
        <GroupForm groups={groups.value} everybody={defaults.value} />
      ) : group ? (
        <div key={group.id} className="sections">
          <GroupForm original={group} groups={groups.value} everybody={defaults.value} />
          <GroupMembers group={group} />
          <DeleteGroup group={group} />
        </div>
      ) : (
        <EmptyState title={strings.noSuchGroup}><p>{strings.maybeDeleted}</p></EmptyState>
      )}
    </main>
  );
}

function DeleteGroup({ group }: { group: Group }) {
  const strings = useStrings().forms;
  const [isAsking, setAsking] = useState(false);
  const leave = () => {
    dropLeaveGuards();
    navigate(lastAddressOf("/groups"));
  };
  return (
    <section className="section">
      <div className="section-row">
        <Button look="danger" onClick={() => setAsking(true)}>{strings.deleteWhat(group.name)}</Button>
      </div>
      {isAsking && <DeleteGroupDialog group={group} onDeleted={leave} onClose={() => setAsking(false)} />}
    </section>
  );
}
