import { useState } from "react";
import type { BaseModel } from "../../api/types";
import { useWords } from "../../state/language";
import { useTags } from "../../state/models";
import { TextField } from "../../ui/Field";
import { Switch } from "../../ui/Switch";
import { WordsField } from "../../ui/WordsField";
import { BaseModelField } from "./BaseModelField";
import { ImageField } from "./ImageField";
import { idFromName, type Draft } from "./modelForm";
import { useTaken } from "./useTaken";
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
  const isTaken = useTaken(isNew && draft.baseModelId !== null ? draft.id : "");
  return (
    <section className="fields">
      <ImageField
        id={draft.id}
        name={draft.name}
        image={draft.image}
        error={errors.profile_image_url}
        onChange={(image) => onChange({ image })}
      />
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
          error={errors.id ?? (isTaken ? words.idTaken : undefined)}
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
        rows={Math.min(24, Math.max(6, draft.system.split("\n").length + 1))}
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
