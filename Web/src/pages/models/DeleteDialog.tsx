import { useState } from "react";
import { listPresetsOn, type Dependents } from "../../api/models";
import { messageOf } from "../../api/request";
import type { ListedModel } from "../../api/types";
import { useStrings } from "../../state/language";
import { deleteModel } from "../../state/models";
import { createResource, useResource } from "../../state/resource";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { TextField } from "../../ui/Field";
import { SelectField } from "../../ui/SelectField";

export function DeleteDialog({ model, onClose }: { model: ListedModel; onClose(): void }) {
  const strings = useStrings().models.deleting;
  // Loaded for each dialog: the list of presets must be current.
  const [dependents] = useState(() =>
    createResource(async (id) => (model.base_model_id === null ? listPresetsOn(id) : { items: [], total: 0 })),
  );
  const presets = useResource(dependents, model.id);
  const [dependentsBecome, setDependentsBecome] = useState<Dependents>("deactivate");
  const isStoodOn = presets.value !== undefined && presets.value.total > 0;
  const [isDeleting, setDeleting] = useState(false);
  const [problem, setProblem] = useState("");
  const [reason, setReason] = useState("");

  const confirm = async () => {
    setDeleting(true);
    try {
      // If presets were added after the dialog was opened, the server refuses.
      await deleteModel(model.id, model.name, isStoodOn ? dependentsBecome : "refuse", reason.trim() || undefined);
      onClose();
    } catch (error) {
      setProblem(messageOf(error));
      setDeleting(false);
    }
  };

  return (
    <Dialog
      role="alertdialog"
      isFirm={reason !== ""}
      title={strings.title(model.name)}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{strings.cancel}</Button>
          <Button look="danger" disabled={isDeleting} onClick={confirm}>{isDeleting ? strings.working : strings.action}</Button>
        </>
      }
    >
      <p>
        {strings.toBin(model.id)}
        {model.base_model_id === null && strings.weightsStay}
      </p>
      {presets.isLoading && <p className="muted">{strings.lookingForPresets}</p>}
      {presets.error && <p className="is-problem">{strings.notFound(presets.error)}</p>}
      {isStoodOn && presets.value && (
        <>
          <p>{strings.presets(presets.value.total)}</p>
          <ul className="dependents">
            {presets.value.items.map((preset) => <li key={preset.id}>{preset.name} <code>{preset.id}</code></li>)}
            {presets.value.total > presets.value.items.length && <li>…</li>}
          </ul>
          <SelectField<Dependents>
            label={strings.presetsChoice}
            value={dependentsBecome}
            options={[["deactivate", strings.kept], ["delete", strings.deletedToo]]}
            onChange={setDependentsBecome}
          />
        </>
      )}
      <TextField label={strings.reason} hint={strings.reasonHint} value={reason} onChange={setReason} />
      {problem && <p role="alert" className="is-problem">{problem}</p>}
    </Dialog>
  );
}
