import { useState } from "react";
import { accessPerPage } from "../../api/people";
import type { Person } from "../../api/peopleTypes";
import { refreshPeople, useAccessOf } from "../../state/people";
import { Cell } from "../../ui/Cell";
import { ErrorState, LoadingRows } from "../../ui/ListState";
import { Pages } from "../../ui/Pages";
import { Table } from "../../ui/Table";
import { Reasons } from "../access/Reasons";

export function WhatTheyCanUse({ person }: { person: Person }) {
  const [page, setPage] = useState(1);
  const access = useAccessOf(person.id, page);
  const found = access.value;
  if (access.error && !found) return <ErrorState message={access.error} onRetry={refreshPeople} />;
  if (!found) return <LoadingRows label="Loading what they can use" rows={2} />;
  return (
    <>
      {person.role === "pending" && <p className="is-warning">Nothing, until they are approved.</p>}
      {person.role !== "pending" && found.total === 0 && <p className="muted">No model is open to them.</p>}
      {found.models.length > 0 && (
        <Table
          caption={`What ${person.name} can use`}
          columns={[{ name: "Model" }, { name: "Right", className: "column-short" }, { name: "Why" }]}
          isBusy={access.isLoading}
        >
          {found.models.map((model) => (
            <tr key={model.id} role="row" className="stacked-row">
              <Cell className="stacked-head">
                <strong>{model.name}</strong> {model.name !== model.id && <code className="muted">{model.id}</code>}
                {!model.is_active && <span className="badge">off</span>}
              </Cell>
              <Cell label="Right" className="column-short">{model.write ? "Write" : "Read"}</Cell>
              <Cell label="Why"><Reasons because={model.because} /></Cell>
            </tr>
          ))}
        </Table>
      )}
      <Pages page={page} perPage={accessPerPage} total={found.total} onTurn={setPage} />
    </>
  );
}
