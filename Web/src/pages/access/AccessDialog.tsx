import { useState } from "react";
import { fetchModelAccess, updateModelAccess } from "../../api/access";
import { messageOf, RequestError } from "../../api/request";
import type { Model } from "../../api/types";
import { refreshModelsSoon } from "../../state/models";
import { createResource, useResource } from "../../state/resource";
import { showToast } from "../../state/toasts";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { ErrorState, LoadingRows } from "../../ui/ListState";
import { audiencesOf, grantsOf, isSameAccess, type Audience } from "./grants";
import { AddAudience } from "./AddAudience";
import { AudienceList } from "./AudienceList";
import { WhoCanUseIt } from "./WhoCanUseIt";

interface AccessDialogProps {
  model: Pick<Model, "id" | "name" | "base_model_id">;
  /** @param replaced the revision that the grants were changed in */
  onSaved?(saved: Model, replaced: number): void;
  onClose(): void;
}

export function AccessDialog({ model, onSaved, onClose }: AccessDialogProps) {
  // What is edited is the version that was opened: asked anew for each dialog, and again after a conflict.
  const [versions] = useState(() => createResource(loadVersion));
  const version = useResource(versions, model.id);
  const [turn, setTurn] = useState(0);
  const reload = () => void versions.refresh().then(() => setTurn(turn + 1));
  const title = `Access to ${model.name}`;
  if (!version.value) {
    return (
      <Dialog isWide title={title} onClose={onClose} actions={<Button onClick={onClose}>Cancel</Button>}>
        {version.error ? <ErrorState message={version.error} onRetry={reload} /> : <LoadingRows label="Loading the grants" rows={2} />}
      </Dialog>
    );
  }
  return (
    <AccessForm
      key={turn}
      title={title}
      model={model}
      revision={version.value.revision}
      initial={version.value.audiences}
      onReload={reload}
      onSaved={onSaved}
      onClose={onClose}
    />
  );
}

async function loadVersion(id: string): Promise<{ revision: number; audiences: Audience[] }> {
  const { revision, grants } = await fetchModelAccess(id, 1);
  return { revision, audiences: audiencesOf(grants) };
}

interface AccessFormProps extends AccessDialogProps {
  title: string;
  revision: number;
  initial: Audience[];
  onReload(): void;
}

function AccessForm({ title, model, revision, initial, onReload, onSaved, onClose }: AccessFormProps) {
  const [audiences, setAudiences] = useState(initial);
  const [isSaving, setSaving] = useState(false);
  const [problem, setProblem] = useState("");
  const [isOutdated, setOutdated] = useState(false);
  const isBaseModel = model.base_model_id === null;

  const change = (next: Audience[]) => {
    setAudiences(next);
    setProblem("");
  };

  const save = async () => {
    setSaving(true);
    setProblem("");
    try {
      const saved = await updateModelAccess(model.id, grantsOf(audiences), revision);
      showToast({ text: `The access to ${model.name} is saved.` });
      refreshModelsSoon();
      onSaved?.(saved, revision);
      onClose();
    } catch (error) {
      setSaving(false);
      setProblem(messageOf(error));
      setOutdated(error instanceof RequestError && error.status === 409);
    }
  };

  return (
    <Dialog
      isWide
      isFirm
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" disabled={isSaving || isSameAccess(audiences, initial)} onClick={() => void save()}>
            {isSaving ? "Saving…" : "Save"}
          </Button>
        </>
      }
    >
      <p>
        Read: see it and use it.{" "}
        {isBaseModel
          ? "Only administrators change a base model, so nobody can be given more."
          : "Write: also change it, switch it, share it and delete it."}
      </p>
      <AudienceList audiences={audiences} isBaseModel={isBaseModel} onChange={change} />
      <AddAudience audiences={audiences} onChange={change} />
      {problem && <p role="alert" className="is-problem">{problem}</p>}
      {isOutdated && <Button onClick={onReload}>Load what is saved, drop mine</Button>}
      <WhoCanUseIt modelId={model.id} />
    </Dialog>
  );
}
