import { useState } from "react";
import { accessPerPage } from "../../api/people";
import { useModelAccess } from "../../state/access";
import { Cell } from "../../ui/Cell";
import { Pages } from "../../ui/Pages";
import { Table } from "../../ui/Table";
import { Reasons } from "./Reasons";

/** Everybody who can use a model as it is saved, and why. */
export function WhoCanUseIt({ modelId }: { modelId: string }) {
  const [page, setPage] = useState(1);
  const access = useModelAccess(modelId, page);
  const total = access.value?.total;
  return (
    <details className="who-can">
      <summary>Who can use this {total !== undefined && <span className="muted">{total}</span>}</summary>
      {access.error && <p className="is-problem">{access.error}</p>}
      {!access.value && !access.error && <p className="muted">Loading…</p>}
      {access.value && (
        <Table caption="Who can use this" columns={[{ name: "Person" }, { name: "Right", className: "column-short" }, { name: "Why" }]} isBusy={access.isLoading}>
          {access.value.users.map(({ user, write, because }) => (
            <tr key={user.id} role="row" className="stacked-row">
              <Cell className="stacked-head"><strong>{user.name}</strong> <span className="muted">{user.email}</span></Cell>
              <Cell label="Right" className="column-short">{write ? "Write" : "Read"}</Cell>
              <Cell label="Why"><Reasons because={because} /></Cell>
            </tr>
          ))}
        </Table>
      )}
      <Pages page={page} perPage={accessPerPage} total={total ?? 0} onTurn={setPage} />
      <p className="muted">As it is saved; changes above that are not saved do not count yet.</p>
    </details>
  );
}
