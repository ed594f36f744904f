import type { BaseModel, ListedModel } from "../../api/types";
import { useSwitchWishes } from "../../state/models";
import { useResidencyPicture } from "../../state/residency";
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
  const columns = [
    { name: "Model" },
    { name: "Base", className: "column-base" },
    { name: "State", className: "column-state" },
    ...(isAdmin ? [{ name: "Memory", className: "column-memory" }] : []),
    { name: "Active", className: "column-switch", isHidden: true },
    { name: "Actions", className: "column-menu", isHidden: true },
  ];
  return (
    <Table caption="Models" columns={columns} isBusy={isBusy}>
      {models.map((model) => (
        <ModelRow
          key={model.id}
          model={model}
          status={statusOf(model, bases, picture.byBaseModel)}
          wish={wishes.get(model.id)}
          isAdmin={isAdmin}
          onDelete={() => onDelete(model)}
          onShare={() => onShare(model)}
        />
      ))}
    </Table>
  );
}
