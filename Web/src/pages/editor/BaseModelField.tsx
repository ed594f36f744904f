import { useState } from "react";
import type { BaseModel, Residency } from "../../api/types";
import { useResidencySnapshot } from "../../state/residency";
import { Field } from "../../ui/Field";
import { formatBytes } from "../../ui/format";
import type { Strings } from "../../strings";
import { idFromName, type Draft } from "./modelForm";
import { useEditorStrings } from "./editorStrings";

/** From this many on, a search field is shown. */
const manyBases = 7;

interface BaseModelFieldProps {
  draft: Draft;
  error: string | undefined;
  isNew: boolean;
  bases: BaseModel[];
  onChange(changes: Partial<Draft>): void;
}

/** Option values: `preset:ID` (is based on it) or `weights:ID` (is the model of this file). */
export function BaseModelField({ draft, error, isNew, bases, onChange }: BaseModelFieldProps) {
  const strings = useEditorStrings();
  const residencies = useResidencySnapshot().byBaseModel;
  const [query, setQuery] = useState("");
  const isBase = draft.baseModelId === null;
  const value = isBase ? `weights:${draft.id}` : draft.baseModelId === "" ? "" : `preset:${draft.baseModelId}`;
  const isUnknown = !isBase && draft.baseModelId !== "" && !bases.some((base) => base.id === draft.baseModelId);
  // The chosen one stays among the options, whatever the search.
  const isWanted = (base: BaseModel) =>
    base.id === draft.baseModelId || (isBase && base.id === draft.id) || `${base.id} ${base.name}`.toLowerCase().includes(query.trim().toLowerCase());
  const shown = bases.filter(isWanted);
  const open = shown.filter((base) => !base.registered);
  const labelFor = (base: BaseModel) => describe(base, residencies.get(base.id) ?? base.residency ?? undefined, strings);
  const choose = (chosen: string) => {
    const id = chosen.slice(chosen.indexOf(":") + 1);
    if (chosen.startsWith("weights:")) onChange({ baseModelId: null, id, name: draft.name || id });
    else onChange({ baseModelId: chosen === "" ? "" : id, id: isBase ? idFromName(draft.name) : draft.id });
  };
  if (!isNew && isBase) {
    return (
      <Field label={strings.baseModel} hint={strings.isBaseModel}>
        {(control) => <input {...control} className="input" readOnly value={strings.none} />}
      </Field>
    );
  }
  return (
    <Field label={strings.baseModel} error={error} hint={isBase ? strings.isBaseModel : undefined}>
      {(control) => (
        <div className="base-choice">
          {bases.length > manyBases && (
            <input
              type="search"
              className="input"
              aria-label={strings.searchBaseModels}
              placeholder={strings.searchBaseModels}
              value={query}
              onChange={(event) => setQuery(event.target.value)}
            />
          )}
          <select {...control} className="input" value={value} onChange={(event) => choose(event.target.value)}>
            <option value="" disabled>{strings.chooseBaseModel}</option>
            {isUnknown && <option value={value}>{strings.notAvailable(draft.baseModelId ?? "")}</option>}
            <optgroup label={strings.presetOn}>
              {shown.map((base) => <option key={base.id} value={`preset:${base.id}`}>{labelFor(base)}</option>)}
            </optgroup>
            {isNew && open.length > 0 && (
              <optgroup label={strings.noneWithWeights}>
                {open.map((base) => <option key={base.id} value={`weights:${base.id}`}>{labelFor(base)}</option>)}
              </optgroup>
            )}
          </select>
        </div>
      )}
    </Field>
  );
}

/** Name, file size, and whether it is loaded. */
function describe(base: BaseModel, residency: Residency | undefined, strings: Strings["editor"]): string {
  const isOff = base.registered && !base.is_active;
  const facts = [
    base.file_bytes ? formatBytes(base.file_bytes) : "",
    residency?.state === "loaded" ? strings.loadedWith(formatBytes(residency.bytes)) : isOff ? strings.off : "",
  ];
  const known = facts.filter(Boolean).join(", ");
  return base.name + (base.name === base.id ? "" : ` (${base.id})`) + (known ? ` · ${known}` : "");
}
