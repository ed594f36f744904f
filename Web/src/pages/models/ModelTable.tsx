import type { BaseModel, ListedModel } from "../../api/types";
import { useWords } from "../../state/language";
import { useSwitchWishes } from "../../state/models";
import { useResidencyPicture } from "../../state/residency";
import { clearSelection, selectAll, useSelection } from "../../state/selection";
import { Table } from "../../ui/Table";
import { ModelRow } from "./ModelRow";
import { statusOf } from "./modelStatus";

interface ModelTableProps {
  models: ListedModel[];
  bases: BaseModel[] | undefined;
  isAdmin: boolean;
  isBusy: boolean;
  onDelete(model: ListedModel): void;
  onShare(model: ListedModel): void;
}

export function ModelTable({ models, bases, isAdmin, isBusy, onDelete, onShare }: ModelTableProps) {
  const picture = useResidencyPicture();
  const wishes = useSwitchWishes();
  const selection = useSelection();
  const words = useWords().models;
  const writable = models.filter((model) => model.write_access).map((model) => model.id);
  const areAllSelected = writable.length > 0 && writable.every((id) => selection.has(id));
  const selectsAll = (
    <input
      type="checkbox"
      aria-label={words.selection.selectAll}
      checked={areAllSelected}
      disabled={writable.length === 0}
      onChange={() => (areAllSelected ? clearSelection() : selectAll(writable))}
    />
  );
  const columns = [
    { name: words.table.selection, className: "column-select", content: selectsAll },
    { name: words.table.model },
    { name: words.table.base, className: "column-base" },
    { name: words.table.state, className: "column-state" },
    ...(isAdmin ? [{ name: words.table.memory, className: "column-memory" }] : []),
    { name: words.table.active, className: "column-switch", isHidden: true },
    { name: words.table.actions, className: "column-menu", isHidden: true },
  ];
  return (
    <Table caption={words.table.caption} columns={columns} isBusy={isBusy}>
      {models.map((model) => (
        <ModelRow
          key={model.id}
          model={model}
          status={statusOf(model, bases, picture.byBaseModel, words)}
          wish={wishes.get(model.id)}
          isSelected={selection.has(model.id)}
          isAdmin={isAdmin}
          onDelete={() => onDelete(model)}
          onShare={() => onShare(model)}
        />
      ))}
    </Table>
  );
}
