import { useState } from "react";
import { accessPerPage } from "../../api/people";
import type { Person } from "../../api/peopleTypes";
import { useWords } from "../../state/language";
import { refreshPeople, useAccessOf } from "../../state/people";
import { Cell } from "../../ui/Cell";
import { ErrorState, LoadingRows } from "../../ui/ListState";
import { Pages } from "../../ui/Pages";
import { Table } from "../../ui/Table";
import { Reasons } from "../access/Reasons";

export function WhatTheyCanUse({ person }: { person: Person }) {
  const { people: words, access: accessWords } = useWords();
  const [page, setPage] = useState(1);
  const access = useAccessOf(person.id, page);
  const found = access.value;
  if (access.error && !found) return <ErrorState message={access.error} onRetry={refreshPeople} />;
  if (!found) return <LoadingRows label={words.loadingCanUse} rows={2} />;
  return (
    <>
      {person.role === "pending" && <p className="is-warning">{words.nothingYet}</p>}
      {person.role !== "pending" && found.total === 0 && <p className="muted">{words.nothingOpen}</p>}
      {found.models.length > 0 && (
        <Table
          caption={words.canUse(person.name)}
          columns={[
            { name: accessWords.model }, { name: accessWords.right, className: "column-short" }, { name: accessWords.why },
          ]}
          isBusy={access.isLoading}
        >
          {found.models.map((model) => (
            <tr key={model.id} role="row" className="stacked-row">
              <Cell className="stacked-head">
                <strong>{model.name}</strong> {model.name !== model.id && <code className="muted">{model.id}</code>}
                {!model.is_active && <span className="badge">{words.off}</span>}
              </Cell>
              <Cell label={accessWords.right} className="column-short">
                {accessWords.rights[model.write ? "write" : "read"]}
              </Cell>
              <Cell label={accessWords.why}><Reasons because={model.because} /></Cell>
            </tr>
          ))}
        </Table>
      )}
      <Pages page={page} perPage={accessPerPage} total={found.total} onTurn={setPage} />
    </>
  );
}
