import { useState } from "react";
import type { BaseModel } from "../../api/types";
import { useWords } from "../../state/language";
import { useTags } from "../../state/models";
import { formatBytes } from "../../ui/format";
import { Field, TextField } from "../../ui/Field";
import { Switch } from "../../ui/Switch";
import { WordsField } from "../../ui/WordsField";
import type { Words } from "../../words";
import { idFromName, type Draft } from "./modelForm";
import type { FieldErrors } from "./validation";

interface BasicFieldsProps {
  draft: Draft;
  errors: FieldErrors;
  isNew: boolean;
  bases: BaseModel[];
  onChange(changes: Partial<Draft>): void;
}

export function BasicFields({ draft, errors, isNew, bases, onChange }: BasicFieldsProps) {
  const { editor: words, forms } = useWords();
  // The id follows the name until someone writes one.
  const [idFollows, setIdFollows] = useState(isNew && draft.id === "");
  const follows = idFollows && draft.baseModelId !== null;
  return (
    <section className="fields">
      <div className="fields-pair">
        <TextField
          label={forms.name}
          value={draft.name}
          error={errors.name}
          isRequired
          hasFocus={isNew}
          onChange={(name) => onChange(follows ? { name, id: idFromName(name) } : { name })}
        />
        <TextField
          label={words.id}
          value={draft.id}
          error={errors.id}
          isRequired
          isReadOnly={!isNew || draft.baseModelId === null}
          hint={isNew ? words.idHintNew : words.idHint}
          onChange={(id) => {
            setIdFollows(id === "");
            onChange({ id });
          }}
        />
      </div>
      <BaseModelField draft={draft} error={errors.base_model_id} isNew={isNew} bases={bases} onChange={onChange} />
      <TextField
        label={forms.description}
        value={draft.description}
        error={errors.description}
        rows={2}
        onChange={(description) => onChange({ description })}
      />
      <TextField
        label={words.system}
        value={draft.system}
        error={errors.system}
        rows={6}
        hint={words.systemHint(draft.system.length)}
        onChange={(system) => onChange({ system })}
      />
      <WordsField
        label={words.tags}
        words={draft.tags}
        suggestions={useTags()}
        error={errors.tags}
        onChange={(tags) => onChange({ tags })}
      />
      <div className="field-row">
        <Switch label={words.active} isOn={draft.isActive} onChange={(isActive) => onChange({ isActive })} />
        <span>{draft.isActive ? words.isOn : words.isOff}</span>
      </div>
    </section>
  );
}

interface BaseModelFieldProps {
  draft: Draft;
  error: string | undefined;
  isNew: boolean;
  bases: BaseModel[];
  onChange(changes: Partial<Draft>): void;
}

/** Options stand for `preset:ID` (stands on it) or `weights:ID` (is the entry of these weights). */
function BaseModelField({ draft, error, isNew, bases, onChange }: BaseModelFieldProps) {
  const words = useWords().editor;
  const isBase = draft.baseModelId === null;
  const value = isBase ? `weights:${draft.id}` : draft.baseModelId === "" ? "" : `preset:${draft.baseModelId}`;
  const isUnknown = !isBase && draft.baseModelId !== "" && !bases.some((base) => base.id === draft.baseModelId);
  const open = bases.filter((base) => !base.registered);
  const choose = (chosen: string) => {
    const id = chosen.slice(chosen.indexOf(":") + 1);
    if (chosen.startsWith("weights:")) onChange({ baseModelId: null, id, name: draft.name || id });
    else onChange({ baseModelId: chosen === "" ? "" : id, id: isBase ? idFromName(draft.name) : draft.id });
  };
  if (!isNew && isBase) {
    return (
      <Field label={words.baseModel} hint={words.isBaseModel}>
        {(control) => <input {...control} className="input" readOnly value={words.none} />}
      </Field>
    );
  }
  return (
    <Field label={words.baseModel} error={error} hint={isBase ? words.isBaseModel : undefined}>
      {(control) => (
        <select {...control} className="input" value={value} onChange={(event) => choose(event.target.value)}>
          <option value="" disabled>{words.chooseBase}</option>
          {isUnknown && <option value={value}>{words.notAvailable(draft.baseModelId ?? "")}</option>}
          <optgroup label={words.presetOn}>
            {bases.map((base) => <option key={base.id} value={`preset:${base.id}`}>{wordsFor(base, words)}</option>)}
          </optgroup>
          {isNew && open.length > 0 && (
            <optgroup label={words.noneWithWeights}>
              {open.map((base) => <option key={base.id} value={`weights:${base.id}`}>{wordsFor(base, words)}</option>)}
            </optgroup>
          )}
        </select>
      )}
    </Field>
  );
}

function wordsFor(base: BaseModel, words: Words["editor"]): string {
  const isOff = base.registered && !base.is_active;
  const facts = [base.file_bytes ? formatBytes(base.file_bytes) : "", isOff ? words.off : ""];
  const known = facts.filter(Boolean).join(", ");
  return base.name + (base.name === base.id ? "" : ` (${base.id})`) + (known ? ` · ${known}` : "");
}
