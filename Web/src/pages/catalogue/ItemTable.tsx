import type { CatalogueItem } from "../../api/catalogue";
import { useStrings } from "../../state/language";
import { Button } from "../../ui/Button";
import { Cell } from "../../ui/Cell";
import { Table } from "../../ui/Table";

interface ItemTableProps {
  caption: string;
  items: CatalogueItem[];
  isBusy: boolean;
  onEdit(item: CatalogueItem): void;
  onTakeOut(item: CatalogueItem): void;
}

export function ItemTable({ caption, items, isBusy, onEdit, onTakeOut }: ItemTableProps) {
  const { catalogue: strings, forms } = useStrings();
  const columns = [
    { name: forms.name }, { name: strings.id }, { name: forms.description },
    { name: forms.actions, className: "column-action", isHidden: true },
  ];
  return (
    <Table caption={caption} columns={columns} isBusy={isBusy}>
      {items.map((item) => (
        <tr key={item.id} role="row" className="stacked-row">
          <Cell className="stacked-head"><strong>{item.name}</strong></Cell>
          <Cell label={strings.id}><code>{item.id}</code></Cell>
          <Cell label={item.description ? forms.description : undefined}>{item.description}</Cell>
          <Cell className="column-action">
            <Button size="small" aria-label={strings.changeWhat(item.name)} onClick={() => onEdit(item)}>{strings.change}</Button>{" "}
            <Button size="small" aria-label={strings.takeOutWhat(item.name)} onClick={() => onTakeOut(item)}>{strings.takeOut}</Button>
          </Cell>
        </tr>
      ))}
    </Table>
  );
}
