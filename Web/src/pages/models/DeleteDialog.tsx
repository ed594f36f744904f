import { useState } from "react";
import { listPresetsOn, type Dependents } from "../../api/models";
import { messageOf } from "../../api/request";
import type { ListedModel } from "../../api/types";
import { deleteModel } from "../../state/models";
import { createResource, useResource } from "../../state/resource";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { plural } from "../../ui/format";
import { SelectField } from "../../ui/SelectField";

export function DeleteDialog({ model, onClose }: { model: ListedModel; onClose(): void }) {
  // Asked anew for each dialog: what stands on a model must not be yesterday's.
  const [dependents] = useState(() =>
    createResource(async (id) => (model.base_model_id === null ? listPresetsOn(id) : [])),
  );
  const presets = useResource(dependents, model.id);
  const [dependentsBecome, setDependentsBecome] = useState<Dependents>("deactivate");
  const isStoodOn = presets.value !== undefined && presets.value.length > 0;
  const [isDeleting, setDeleting] = useState(false);
  const [problem, setProblem] = useState("");

  const confirm = async () => {
    setDeleting(true);
    try {
      // Presets that came after the dialog was opened are not touched unseen: the server refuses.
      await deleteModel(model.id, model.name, isStoodOn ? dependentsBecome : "refuse");
      onClose();
    } catch (error) {
      setProblem(messageOf(error));
      setDeleting(false);
    }
  };

  return (
    <Dialog
      role="alertdialog"
      title={`Delete ${model.name}?`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="danger" disabled={isDeleting} onClick={confirm}>{isDeleting ? "Deleting…" : "Delete"}</Button>
        </>
      }
    >
      <p>
        The entry <code>{model.id}</code> with its prompt and parameters goes to the bin, and requests for it are refused.
        {model.base_model_id === null && " The file with the weights stays where it is."}
      </p>
      {presets.isLoading && <p className="muted">Looking for presets that stand on it…</p>}
      {presets.error && <p className="is-problem">What stands on it could not be found out: {presets.error}</p>}
      {isStoodOn && presets.value && (
        <>
          <p>{plural(presets.value.length, "preset stands", "presets stand")} on it:</p>
          <ul className="dependents">
            {presets.value.map((preset) => <li key={preset.id}>{preset.name} <code>{preset.id}</code></li>)}
          </ul>
          <SelectField<Dependents>
            label="They are"
            value={dependentsBecome}
            options={[["deactivate", "kept, switched off"], ["delete", "deleted with it"]]}
            onChange={setDependentsBecome}
          />
        </>
      )}
      {problem && <p role="alert" className="is-problem">{problem}</p>}
    </Dialog>
  );
}
