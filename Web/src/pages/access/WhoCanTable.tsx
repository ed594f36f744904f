import { useState } from "react";
import { accessPerPage } from "../../api/people";
import { useModelAccess } from "../../state/access";
import { useStrings } from "../../state/language";
import { Cell } from "../../ui/Cell";
import { Pages } from "../../ui/Pages";
import { Table } from "../../ui/Table";
import { Reasons } from "./Reasons";

/** Everyone who can use the saved model, and why, page by page. */
export function WhoCanTable({ modelId }: { modelId: string }) {
  const strings = useStrings().access;
  const [page, setPage] = useState(1);
  const access = useModelAccess(modelId, page);
  if (access.error && !access.value) return <p className="is-problem">{access.error}</p>;
  if (!access.value) return <p className="muted">{strings.loadingWho}</p>;
  return (
    <>
      {access.error && <p className="is-problem">{access.error}</p>}
      <Table
        caption={strings.whoCanUse}
        columns={[{ name: strings.person }, { name: strings.right, className: "column-short" }, { name: strings.why }]}
        isBusy={access.isLoading}
      >
        {access.value.users.map(({ user, write, because }) => (
          <tr key={user.id} role="row" className="stacked-row">
            <Cell className="stacked-head"><strong>{user.name}</strong> <span className="muted">{user.email}</span></Cell>
            <Cell label={strings.right} className="column-short">{strings.rights[write ? "write" : "read"]}</Cell>
            <Cell label={strings.why}><Reasons because={because} /></Cell>
          </tr>
        ))}
      </Table>
      <Pages page={page} perPage={accessPerPage} total={access.value.total} onTurn={setPage} />
    </>
  );
}
