import { modelsPerPage } from "../../api/models";
import type { ListedModel } from "../../api/types";
import { useStrings } from "../../state/language";
import { clearSelection, selectAll, useSelection } from "../../state/selection";
import { Table } from "../../ui/Table";
import { ModelCard } from "./ModelCard";
import { ModelChunk, type ChunkLayout, type ChunkProps } from "./ModelChunk";
import { ModelRow } from "./ModelRow";

const rows: ChunkLayout = { Item: ModelRow, Frame: "tbody", className: "model-rows", heightOfItem: 58, perLine: 1 };
const cards: ChunkLayout = { Item: ModelCard, Frame: "div", className: "model-cards", heightOfItem: 176, perLine: 3 };

interface ModelListProps extends Omit<ChunkProps, "layout"> {
  asCards: boolean;
  /** The first models, for the “select all” checkbox. */
  first: ListedModel[];
  total: number;
  isBusy: boolean;
}

/** All matching models, in chunks; only those near the window are rendered. */
export function ModelList({ asCards, first, total, isBusy, ...props }: ModelListProps) {
  const strings = useStrings().models;
  const layout = asCards ? cards : rows;
  const chunks = Array.from({ length: Math.ceil(total / modelsPerPage) }, (_, place) => {
    const page = place + 1;
    const size = Math.min(modelsPerPage, total - place * modelsPerPage);
    return <ModelChunk key={`${page} ${asCards}`} {...props} layout={layout} query={{ ...props.query, page }} size={size} />;
  });
  if (asCards) return <section aria-label={strings.table.caption} aria-busy={isBusy || undefined}>{chunks}</section>;
  const columns = [
    { name: strings.table.selection, className: "column-select", content: <SelectAll models={first} total={total} /> },
    { name: strings.table.model },
    { name: strings.table.base, className: "column-base" },
    { name: strings.table.audience, className: "column-audience" },
    { name: strings.table.state, className: "column-state" },
    ...(props.isAdmin ? [{ name: strings.table.memory, className: "column-memory" }] : []),
    { name: strings.table.use, className: "column-use" },
    { name: strings.table.active, className: "column-switch", isHidden: true },
    { name: strings.table.actions, className: "column-menu", isHidden: true },
  ];
  return <Table caption={strings.table.caption} columns={columns} isBusy={isBusy} rowCount={total}>{chunks}</Table>;
}

function SelectAll({ models, total }: { models: ListedModel[]; total: number }) {
  const strings = useStrings().models.selection;
  const selection = useSelection();
  const writable = models.filter((model) => model.write_access).map((model) => model.id);
  const areAllSelected = writable.length > 0 && writable.every((id) => selection.has(id));
  return (
    <input
      type="checkbox"
      aria-label={models.length < total ? strings.selectFirst(models.length) : strings.selectAll}
      checked={areAllSelected}
      disabled={writable.length === 0}
      onChange={() => (areAllSelected ? clearSelection() : selectAll(writable))}
    />
  );
}
