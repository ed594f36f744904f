import { useState } from "react";
import { listAuditEntries } from "../../api/audit";
import { fetchModel } from "../../api/models";
import { Link } from "../../frame/Link";
import { lastVisitTo, usePlace } from "../../state/location";
import { createResource, useResource } from "../../state/resource";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { EmptyState, ErrorState, LoadingRows } from "../../ui/ListState";
import { Table } from "../../ui/Table";
import { mergedTrail } from "./auditTrail";
import { TrailRow } from "./TrailRow";

const step = 50;

const trails = createResource(
  async (key) => {
    const { id, limit } = JSON.parse(key) as { id: string; limit: number };
    // A deleted model has no base to ask for, but its own entries stay.
    const model = await fetchModel(id).catch(() => undefined);
    const weights = model?.base_model_id ?? id;
    const lists = await Promise.all([
      listAuditEntries("model", id, limit),
      listAuditEntries("residency", weights, limit),
    ]);
    return { name: model?.name ?? id, weights, ...mergedTrail(lists, limit) };
  },
);

export function HistoryPage() {
  const id = new URLSearchParams(usePlace().search).get("id") ?? "";
  const [limit, setLimit] = useState(step);
  const trail = useResource(trails, JSON.stringify({ id, limit }));
  const value = trail.value;
  return (
    <main className="page" id="main" tabIndex={-1}>
      <header className="page-head">
        <Link to={lastVisitTo("/models")} className="icon-button" aria-label="Back to the models"><Icon name="back" /></Link>
        <h1>History of {value?.name ?? id}</h1>
        <span className="page-count">{value ? value.total : ""}</span>
        <Button className="page-head-end" disabled={trail.isLoading} onClick={() => void trails.refresh()}>
          {trail.isLoading ? "Loading…" : "Refresh"}
        </Button>
      </header>
      {trail.error ? (
        <ErrorState message={trail.error} onRetry={trails.refresh} />
      ) : !value ? (
        <LoadingRows label="Loading the history" rows={8} />
      ) : value.entries.length === 0 ? (
        <EmptyState title="Nothing happened yet"><p>Every change to this model and every load will be listed here.</p></EmptyState>
      ) : (
        <>
          <p className="muted">
            What people did to <code>{id}</code>, and what happened to its weights <code>{value.weights}</code>. Newest first.
          </p>
          <Table
            caption={`History of ${value.name}`}
            columns={[
              { name: "Time", className: "column-time" },
              { name: "Who", className: "column-who" },
              { name: "What" },
              { name: "Outcome", className: "column-outcome" },
            ]}
          >
            {value.entries.map((entry) => <TrailRow key={entry.id} entry={entry} subject={id} />)}
          </Table>
          {value.entries.length < value.total && (
            <Button look="quiet" onClick={() => setLimit(limit + step)}>Show {step} more</Button>
          )}
        </>
      )}
    </main>
  );
}
