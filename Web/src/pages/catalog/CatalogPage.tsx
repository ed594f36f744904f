import { useState } from "react";
import { type CatalogItem, type CatalogKind, catalogKinds } from "../../api/catalog";
import { refreshCatalog, removeItem, useCatalog } from "../../state/catalog";
import { useStrings } from "../../state/language";
import { Button } from "../../ui/Button";
import { ErrorState, LoadingRows } from "../../ui/ListState";
import { Cell, Table } from "../../ui/Table";
import { Part, SettingsPage } from "../settings/SettingsPage";
import { ItemDialog } from "./ItemDialog";

interface Editing {
  kind: CatalogKind;
  item?: CatalogItem;
}

/** The catalog, edited by administrators. */
export function CatalogPage() {
  const strings = useStrings().catalog;
  const catalog = useCatalog();
  const [editing, setEditing] = useState<Editing>();
  return (
    <SettingsPage title={strings.title}>
      <div className="settings-text"><p>{strings.about}</p></div>
      {catalog.error && !catalog.value ? (
        <ErrorState message={catalog.error} onRetry={refreshCatalog} />
      ) : catalog.value === undefined ? (
        <LoadingRows label={strings.loading} rows={3} />
      ) : (
        catalogKinds.map((kind) => (
          <Part key={kind} id={kind} title={strings.kinds[kind]}>
            {catalog.value && catalog.value[kind].length > 0 ? (
              <ItemTable
                caption={strings.kinds[kind]}
                items={catalog.value[kind]}
                isBusy={catalog.isLoading}
                onEdit={(item) => setEditing({ kind, item })}
                onRemove={(item) => void removeItem(kind, item)}
              />
            ) : (
              <p className="muted">{strings.none}</p>
            )}
            <div className="section-row">
              <Button onClick={() => setEditing({ kind })}>{strings.add[kind]}</Button>
            </div>
          </Part>
        ))
      )}
      {editing && <ItemDialog kind={editing.kind} item={editing.item} onClose={() => setEditing(undefined)} />}
    </SettingsPage>
  );
}

interface ItemTableProps {
  caption: string;
  items: CatalogItem[];
  isBusy: boolean;
  onEdit(item: CatalogItem): void;
  onRemove(item: CatalogItem): void;
}

function ItemTable({ caption, items, isBusy, onEdit, onRemove }: ItemTableProps) {
  const { catalog: strings, forms } = useStrings();
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
            <Button size="small" aria-label={strings.editWhat(item.name)} onClick={() => onEdit(item)}>{strings.edit}</Button>{" "}
            <Button size="small" aria-label={strings.removeWhat(item.name)} onClick={() => onRemove(item)}>{strings.remove}</Button>
          </Cell>
        </tr>
      ))}
    </Table>
  );
}
