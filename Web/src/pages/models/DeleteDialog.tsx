import { useState } from "react";
import { deleteModel, listPresetsOn } from "../../api/models";
import { messageOf } from "../../api/request";
import type { ListedModel } from "../../api/types";
import { refreshModels } from "../../state/models";
import { createResource, useResource } from "../../state/resource";
import { showToast } from "../../state/toasts";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { plural } from "../../ui/format";

export function DeleteDialog({ model, onClose }: { model: ListedModel; onClose(): void }) {
  // Asked anew for each dialog: what stands on a model must not be yesterday's.
  const [dependents] = useState(() =>
    createResource(async (id) => (model.base_model_id === null ? listPresetsOn(id) : [])),
  );
  const presets = useResource(dependents, model.id);
  const [isDeleting, setDeleting] = useState(false);
  const [problem, setProblem] = useState("");

  const confirm = async () => {
    setDeleting(true);
    try {
      await deleteModel(model.id);
      onClose();
      showToast({ text: `${model.name} is deleted.` });
      await refreshModels();
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
        The entry <code>{model.id}</code> with its prompt and parameters goes away, and requests for it are refused.
        {model.base_model_id === null && " The file with the weights stays where it is."}
      </p>
      {presets.isLoading && <p className="muted">Looking for presets that stand on it…</p>}
      {presets.error && <p className="is-problem">What stands on it could not be found out: {presets.error}</p>}
      {presets.value && presets.value.length > 0 && (
        <>
          <p>{plural(presets.value.length, "preset stands", "presets stand")} on it:</p>
          <ul className="dependents">
            {presets.value.map((preset) => <li key={preset.id}>{preset.name} <code>{preset.id}</code></li>)}
          </ul>
        </>
      )}
      {problem && <p role="alert" className="is-problem">{problem}</p>}
    </Dialog>
  );
}
