import { useWords } from "../../state/language";
import { Button } from "../../ui/Button";
import { EmptyState, ErrorState, LoadingRows } from "../../ui/ListState";
import { Table } from "../../ui/Table";
import { trailStep } from "./historyView";
import { TrailRow } from "./TrailRow";
import { refreshTrails, useTrail } from "./trails";

interface HappenedProps {
  id: string;
  name: string;
  shown: number;
  onShow(shown: number): void;
}

/** The audit entries of a model and of its weights: for administrators. */
export function Happened({ id, name, shown, onShow }: HappenedProps) {
  const words = useWords().history;
  const { happened } = words;
  const trail = useTrail(id, shown);
  const value = trail.value;
  if (trail.error) return <ErrorState message={trail.error} onRetry={refreshTrails} />;
  if (!value) return <LoadingRows label={words.loading} rows={8} />;
  if (value.entries.length === 0) {
    return <EmptyState title={happened.nothing}><p>{happened.nothingWhy}</p></EmptyState>;
  }
  return (
    <>
      <p className="muted">{happened.about(id, value.weights)}</p>
      <Table
        caption={happened.caption(name)}
        isBusy={trail.isLoading}
        columns={[
          { name: happened.columns.time, className: "column-time" },
          { name: happened.columns.who, className: "column-who" },
          { name: happened.columns.what },
          { name: happened.columns.outcome, className: "column-outcome" },
        ]}
      >
        {value.entries.map((entry) => <TrailRow key={entry.id} entry={entry} subject={id} />)}
      </Table>
      {value.entries.length < value.total && (
        <Button look="quiet" onClick={() => onShow(shown + trailStep)}>{happened.showMore(trailStep)}</Button>
      )}
    </>
  );
}
