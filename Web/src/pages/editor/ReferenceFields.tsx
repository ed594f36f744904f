import { useState } from "react";
import type { CatalogKind } from "../../api/catalog";
import { useCatalog } from "../../state/catalog";
import { useStrings } from "../../state/language";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { EditorSection } from "./EditorSection";
import type { MetaDraft, Reference, ReferenceList } from "./metaDraft";
import { useEditorStrings } from "./editorStrings";

interface ReferenceFieldsProps {
  draft: Pick<MetaDraft, "knowledge" | "references">;
  onChange(changes: Partial<MetaDraft>): void;
}

const lists: [ReferenceList, CatalogKind][] = [
  ["toolIds", "tools"], ["filterIds", "filters"], ["defaultFilterIds", "filters"], ["actionIds", "actions"],
];

/** References to the catalog, which administrators edit. */
export function ReferenceFields({ draft, onChange }: ReferenceFieldsProps) {
  const strings = useEditorStrings().references;
  const catalog = useCatalog();
  const { knowledge, references } = draft;
  const count = knowledge.length + lists.reduce((sum, [list]) => sum + references[list].length, 0);
  const known = (kind: CatalogKind): Reference[] | undefined => catalog.value?.[kind];
  const named = (ids: string[], kind: CatalogKind): Reference[] =>
    ids.map((id) => ({ id, name: known(kind)?.find((each) => each.id === id)?.name ?? id }));
  return (
    <EditorSection title={strings.title} summary={strings.count(count)} isOpen={count > 0}>
      {catalog.error && <p role="alert" className="is-problem">{strings.notLoaded(catalog.error)}</p>}
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

interface ReferenceFieldProps {
  label: string;
  chosen: Reference[];
  /** Undefined: not loaded yet. */
  offered: Reference[] | undefined;
  onChange(chosen: Reference[]): void;
}

/** A choice of catalog entries by ID. Unknown IDs are marked, and kept. */
function ReferenceField({ label, chosen, offered, onChange }: ReferenceFieldProps) {
  const editor = useEditorStrings();
  const { forms } = useStrings();
  const strings = editor.references;
  const [picked, setPicked] = useState("");
  const free = (offered ?? []).filter((each) => !chosen.some((other) => other.id === each.id));
  const next = free.find((each) => each.id === picked);
  const isKnown = (id: string) => offered === undefined || offered.some((each) => each.id === id);
  return (
    <Field label={label} hint={offered?.length === 0 ? strings.noneOffered : undefined}>
      {(control) => (
        <div className="references">
          {chosen.map(({ id, name }) => (
            <span key={id} className="chip" title={id}>
              {name}
              {!isKnown(id) && <span className="badge">{strings.unknown}</span>}
              <button
                type="button"
                aria-label={strings.remove(name)}
                onClick={() => onChange(chosen.filter((each) => each.id !== id))}
              >
                ×
              </button>
            </span>
          ))}
          <select
            {...control}
            className="input"
            value={next ? picked : ""}
            disabled={free.length === 0}
            onChange={(event) => setPicked(event.target.value)}
          >
            <option value="">{strings.add}</option>
            {free.map(({ id, name }) => <option key={id} value={id}>{name === id ? id : `${name} (${id})`}</option>)}
          </select>
          {/* Not on change: arrow keys pass through other options. */}
          <Button
            disabled={!next}
            aria-label={next && forms.addWhat(next.name)}
            onClick={() => {
              if (next) onChange([...chosen, { id: next.id, name: next.name }]);
              setPicked("");
            }}
          >
            {forms.add}
          </Button>
        </div>
      )}
    </Field>
  );
}
