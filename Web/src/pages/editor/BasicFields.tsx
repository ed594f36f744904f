import { useState } from "react";
import type { BaseModel } from "../../api/types";
import { useTags } from "../../state/models";
import { formatBytes } from "../../ui/format";
import { Field, TextField } from "../../ui/Field";
import { Switch } from "../../ui/Switch";
import { WordsField } from "../../ui/WordsField";
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
  // The id follows the name until someone writes one.
  const [idFollows, setIdFollows] = useState(isNew && draft.id === "");
  const follows = idFollows && draft.baseModelId !== null;
  return (
    <section className="fields">
      <div className="fields-pair">
        <TextField
          label="Name"
          value={draft.name}
          error={errors.name}
          isRequired
          hasFocus={isNew}
          onChange={(name) => onChange(follows ? { name, id: idFromName(name) } : { name })}
        />
        <TextField
          label="Model ID"
          value={draft.id}
          error={errors.id}
          isRequired
          isReadOnly={!isNew || draft.baseModelId === null}
          hint={isNew ? "What clients ask for. Cannot be changed later." : "Cannot be changed."}
          onChange={(id) => {
            setIdFollows(id === "");
            onChange({ id });
          }}
        />
      </div>
      <BaseModelField draft={draft} error={errors.base_model_id} isNew={isNew} bases={bases} onChange={onChange} />
      <TextField
        label="Description"
        value={draft.description}
        error={errors.description}
        rows={2}
        onChange={(description) => onChange({ description })}
      />
      <TextField
        label="System prompt"
        value={draft.system}
        error={errors.system}
        rows={6}
        hint={`Stands before what the client sends. ${draft.system.length} characters.`}
        onChange={(system) => onChange({ system })}
      />
      <WordsField
        label="Tags"
        words={draft.tags}
        suggestions={useTags()}
        error={errors.tags}
        onChange={(tags) => onChange({ tags })}
      />
      <div className="field-row">
        <Switch label="Active" isOn={draft.isActive} onChange={(isActive) => onChange({ isActive })} />
        <span>{draft.isActive ? "Active: open for use, loaded into memory" : "Off: requests are refused"}</span>
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
      <Field label="Base model" hint="This is a base model: its ID names the weights.">
        {(control) => <input {...control} className="input" readOnly value="none" />}
      </Field>
    );
  }
  return (
    <Field label="Base model" error={error} hint={isBase ? "This is a base model: its ID names the weights." : undefined}>
      {(control) => (
        <select {...control} className="input" value={value} onChange={(event) => choose(event.target.value)}>
          <option value="" disabled>Choose what it stands on…</option>
          {isUnknown && <option value={value}>{draft.baseModelId} (not available)</option>}
          <optgroup label="A preset on">
            {bases.map((base) => <option key={base.id} value={`preset:${base.id}`}>{wordsFor(base)}</option>)}
          </optgroup>
          {isNew && open.length > 0 && (
            <optgroup label="None: this is a base model, with the weights">
              {open.map((base) => <option key={base.id} value={`weights:${base.id}`}>{wordsFor(base)}</option>)}
            </optgroup>
          )}
        </select>
      )}
    </Field>
  );
}

function wordsFor(base: BaseModel): string {
  const facts = [base.file_bytes ? formatBytes(base.file_bytes) : "", base.registered && !base.is_active ? "off" : ""];
  const known = facts.filter(Boolean).join(", ");
  return base.name + (base.name === base.id ? "" : ` (${base.id})`) + (known ? ` · ${known}` : "");
}
