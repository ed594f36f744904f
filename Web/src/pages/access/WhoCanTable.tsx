import { useState } from "react";
import { accessPerPage } from "../../api/people";
import { useModelAccess } from "../../state/access";
import { useWords } from "../../state/language";
import { Cell } from "../../ui/Cell";
import { Pages } from "../../ui/Pages";
import { Table } from "../../ui/Table";
import { Reasons } from "./Reasons";

/** Everybody who can use a model as it is saved, and why, page by page. */
export function WhoCanTable({ modelId }: { modelId: string }) {
  const words = useWords().access;
  const [page, setPage] = useState(1);
  const access = useModelAccess(modelId, page);
  if (access.error && !access.value) return <p className="is-problem">{access.error}</p>;
  if (!access.value) return <p className="muted">{words.loadingWho}</p>;
  return (
    <>
      {access.error && <p className="is-problem">{access.error}</p>}
      <Table
        caption={words.whoCanUse}
        columns={[{ name: words.person }, { name: words.right, className: "column-short" }, { name: words.why }]}
        isBusy={access.isLoading}
      >
        {access.value.users.map(({ user, write, because }) => (
          <tr key={user.id} role="row" className="stacked-row">
            <Cell className="stacked-head"><strong>{user.name}</strong> <span className="muted">{user.email}</span></Cell>
            <Cell label={words.right} className="column-short">{words.rights[write ? "write" : "read"]}</Cell>
            <Cell label={words.why}><Reasons because={because} /></Cell>
          </tr>
        ))}
      </Table>
      <Pages page={page} perPage={accessPerPage} total={access.value.total} onTurn={setPage} />
    </>
  );
}
