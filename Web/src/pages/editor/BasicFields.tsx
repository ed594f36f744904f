import { useEffect, useState } from "react";
import { fetchModel } from "../../api/models";
import type { BaseModel } from "../../api/types";
import { useStrings } from "../../state/language";
import { useTags } from "../../state/models";
import { TextField } from "../../ui/Field";
import { Switch } from "../../ui/Switch";
import { TagsField } from "../../ui/TagsField";
import { BaseModelField } from "./BaseModelField";
import { ImageField } from "./ImageField";
import { type Draft, idFromName } from "./modelForm";
import type { FieldErrors } from "./validation";
import { useEditorStrings } from "./editorStrings";

interface BasicFieldsProps {
  draft: Draft;
  errors: FieldErrors;
  isNew: boolean;
  bases: BaseModel[];
  onChange(changes: Partial<Draft>): void;
}

export function BasicFields({ draft, errors, isNew, bases, onChange }: BasicFieldsProps) {
  const strings = useEditorStrings();
  const { forms } = useStrings();
  // The ID follows the name until the user edits it.
  const [idFollows, setIdFollows] = useState(isNew && draft.id === "");
  const follows = idFollows && draft.baseModelId !== null;
  const isTaken = useIdTaken(isNew && draft.baseModelId !== null ? draft.id : "");
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
          label={strings.id}
          value={draft.id}
          error={errors.id ?? (isTaken ? strings.idTaken : undefined)}
          isRequired
          isReadOnly={!isNew || draft.baseModelId === null}
          hint={isNew ? strings.idHintNew : strings.idHint}
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
        label={strings.system}
        value={draft.system}
        error={errors.system}
        rows={Math.min(24, Math.max(6, draft.system.split("\n").length + 1))}
        hint={strings.systemHint(draft.system.length)}
        onChange={(system) => onChange({ system })}
      />
      <TagsField
        label={strings.tags}
        tags={draft.tags}
        suggestions={useTags()}
        error={errors.tags}
        onChange={(tags) => onChange({ tags })}
      />
      <div className="field-row">
        <Switch label={strings.active} isOn={draft.isActive} onChange={(isActive) => onChange({ isActive })} />
        <span>{draft.isActive ? strings.isOn : strings.isOff}</span>
      </div>
    </section>
  );
}

/** Pause in typing before the server is asked, in milliseconds. */
const pause = 300;

/** Whether a model with this ID exists, as far as the user may see; the server decides on saving. */
function useIdTaken(id: string): boolean {
  const [taken, setTaken] = useState("");
  useEffect(() => {
    if (id === "") return;
    let isCurrent = true;
    const timer = setTimeout(() => {
      fetchModel(id).then(
        () => isCurrent && setTaken(id),
        () => undefined,
      );
    }, pause);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [id]);
  return id !== "" && taken === id;
}
