import { useState } from "react";
import { catalogueKinds, type CatalogueItem, type CatalogueKind } from "../../api/catalogue";
import { refreshCatalogue, takeOut, useCatalogue } from "../../state/catalogue";
import { useStrings } from "../../state/language";
import { Button } from "../../ui/Button";
import { ErrorState, LoadingRows } from "../../ui/ListState";
import { Part, SettingsPage } from "../settings/SettingsPage";
import { ItemDialog } from "./ItemDialog";
import { ItemTable } from "./ItemTable";

interface Editing {
  kind: CatalogueKind;
  item?: CatalogueItem;
}

/** The catalog, edited by administrators. */
export function CataloguePage() {
  const strings = useStrings().catalogue;
  const catalogue = useCatalogue();
  const [editing, setEditing] = useState<Editing>();
  return (
    <SettingsPage title={strings.title}>
      <div className="settings-words"><p>{strings.whatFor}</p></div>
      {catalogue.error && !catalogue.value ? (
        <ErrorState message={catalogue.error} onRetry={refreshCatalogue} />
      ) : catalogue.value === undefined ? (
        <LoadingRows label={strings.loading} rows={3} />
      ) : (
        catalogueKinds.map((kind) => (
          <Part key={kind} id={kind} title={strings.kinds[kind]}>
            {catalogue.value && catalogue.value[kind].length > 0 ? (
              <ItemTable
                caption={strings.kinds[kind]}
                items={catalogue.value[kind]}
                isBusy={catalogue.isLoading}
                onEdit={(item) => setEditing({ kind, item })}
                onTakeOut={(item) => void takeOut(kind, item)}
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
