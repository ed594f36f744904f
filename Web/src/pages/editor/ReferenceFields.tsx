import type { CatalogueKind } from "../../api/catalogue";
import { useCatalogue } from "../../state/catalogue";
import { useStrings } from "../../state/language";
import { EditorSection } from "./EditorSection";
import type { MetaDraft, Reference, ReferenceList } from "./metaDraft";
import { ReferenceField } from "./ReferenceField";

interface ReferenceFieldsProps {
  draft: Pick<MetaDraft, "knowledge" | "references">;
  onChange(changes: Partial<MetaDraft>): void;
}

const lists: [ReferenceList, CatalogueKind][] = [
  ["toolIds", "tools"], ["filterIds", "filters"], ["defaultFilterIds", "filters"], ["actionIds", "actions"],
];

/** References to the catalog, which administrators edit. */
export function ReferenceFields({ draft, onChange }: ReferenceFieldsProps) {
  const strings = useStrings().editor.references;
  const catalogue = useCatalogue();
  const { knowledge, references } = draft;
  const count = knowledge.length + lists.reduce((sum, [list]) => sum + references[list].length, 0);
  const known = (kind: CatalogueKind): Reference[] | undefined => catalogue.value?.[kind];
  const named = (ids: string[], kind: CatalogueKind): Reference[] =>
    ids.map((id) => ({ id, name: known(kind)?.find((each) => each.id === id)?.name ?? id }));
  return (
    <EditorSection title={strings.title} summary={strings.count(count)} isOpen={count > 0}>
      {catalogue.error && <p role="alert" className="is-problem">{strings.notLoaded(catalogue.error)}</p>}
      <ReferenceField
        label={strings.labels.knowledge}
        chosen={knowledge}
        offered={known("knowledge")}
        onChange={(all) => onChange({ knowledge: all })}
      />
      {lists.map(([list, kind]) => (
        <ReferenceField
          key={list}
          label={strings.labels[list]}
          chosen={named(references[list], kind)}
          offered={known(kind)}
          onChange={(all) => onChange({ references: { ...references, [list]: all.map(({ id }) => id) } })}
        />
      ))}
    </EditorSection>
  );
}
