import { useState } from "react";
import { accessPerPage } from "../../api/people";
import type { Reason } from "../../api/peopleTypes";
import { useModelAccess } from "../../state/access";
import { Pages } from "../../ui/Pages";
import { Cell, Table } from "../../ui/Table";
import { describeReasons } from "./reasonText";
import { useAccessStrings } from "./accessStrings";

/** Everyone who can use the saved model, and why, page by page. */
export function WhoCanTable({ modelId }: { modelId: string }) {
  const strings = useAccessStrings();
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
        {access.value.users.map(({ user, write, reasons }) => (
          <tr key={user.id} role="row" className="stacked-row">
            <Cell className="stacked-head"><strong>{user.name}</strong> <span className="muted">{user.email}</span></Cell>
            <Cell label={strings.right} className="column-short">{strings.rights[write ? "write" : "read"]}</Cell>
            <Cell label={strings.why}><Reasons of={reasons} /></Cell>
          </tr>
        ))}
      </Table>
      <Pages page={page} perPage={accessPerPage} total={access.value.total} onTurn={setPage} />
    </>
  );
}

export function Reasons({ of }: { of: Reason[] }) {
  const reasons = describeReasons(of, useAccessStrings());
  return <>{reasons.map((reason) => <div key={reason} className="reason">{reason}</div>)}</>;
}

/** Who can use the saved model, beside the form. */
export function WhoCanUseIt({ modelId }: { modelId: string }) {
  const strings = useAccessStrings();
  const total = useModelAccess(modelId, 1).value?.total;
  return (
    <details className="who-can">
      <summary>{strings.whoCanUse} {total !== undefined && <span className="muted">{total}</span>}</summary>
      <WhoCanTable modelId={modelId} />
      <p className="muted">{strings.asSaved}</p>
    </details>
  );
}
