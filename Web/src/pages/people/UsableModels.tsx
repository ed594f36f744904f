import { useState } from "react";
import { accessPerPage } from "../../api/people";
import type { Person } from "../../api/peopleTypes";
import { refreshPeople, useAccessOf } from "../../state/people";
import { ErrorState, LoadingRows } from "../../ui/ListState";
import { Pages } from "../../ui/Pages";
import { Cell, Table } from "../../ui/Table";
import { Reasons } from "../access/WhoCanTable";
import { useAccessStrings } from "../access/accessStrings";
import { usePeopleStrings } from "./peopleStrings";

export function UsableModels({ person }: { person: Person }) {
  const accessText = useAccessStrings();
  const strings = usePeopleStrings();
  const [page, setPage] = useState(1);
  const access = useAccessOf(person.id, page);
  const found = access.value;
  if (access.error && !found) return <ErrorState message={access.error} onRetry={refreshPeople} />;
  if (!found) return <LoadingRows label={strings.loadingCanUse} rows={2} />;
  return (
    <>
      {person.role === "pending" && <p className="is-warning">{strings.nothingYet}</p>}
      {person.role !== "pending" && found.total === 0 && <p className="muted">{strings.nothingOpen}</p>}
      {found.models.length > 0 && (
        <Table
          caption={strings.usableModels(person.name)}
          columns={[
            { name: accessText.model }, { name: accessText.right, className: "column-short" }, { name: accessText.why },
          ]}
          isBusy={access.isLoading}
        >
          {found.models.map((model) => (
            <tr key={model.id} role="row" className="stacked-row">
              <Cell className="stacked-head">
                <strong>{model.name}</strong> {model.name !== model.id && <code className="muted">{model.id}</code>}
                {!model.is_active && <span className="badge">{strings.off}</span>}
              </Cell>
              <Cell label={accessText.right} className="column-short">
                {accessText.rights[model.write ? "write" : "read"]}
              </Cell>
              <Cell label={accessText.why}><Reasons of={model.reasons} /></Cell>
            </tr>
          ))}
        </Table>
      )}
      <Pages page={page} perPage={accessPerPage} total={found.total} onTurn={setPage} />
    </>
  );
}
