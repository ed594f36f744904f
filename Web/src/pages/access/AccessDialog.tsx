import { useState } from "react";
import { fetchModelAccess, updateModelAccess } from "../../api/access";
import { messageOf, RequestError } from "../../api/request";
import type { Model } from "../../api/types";
import { useDraft } from "../../frame/useDraft";
import { useStrings } from "../../state/language";
import { refreshModelsSoon } from "../../state/models";
import { createResource, useResource } from "../../state/resource";
import { showToast } from "../../state/toasts";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { DiscardDialog } from "../../ui/DiscardDialog";
import { LeaveGuard } from "../../ui/LeaveGuard";
import { ErrorState, LoadingRows } from "../../ui/ListState";
import { RestoredNotice } from "../../ui/RestoredNotice";
import { AddAudience } from "./AddAudience";
import { AudienceList } from "./AudienceList";
import { WhoCanUseIt } from "./WhoCanTable";
import { type Audience, audiencesOf, grantsOf, isSameAccess } from "./grants";
import { currentAccessStrings, useAccessStrings } from "./accessStrings";

interface AccessDialogProps {
  model: Pick<Model, "id" | "name" | "base_model_id">;
  /** @param replaced the revision in which the grants were changed */
  onSaved?(saved: Model, replaced: number): void;
  onClose(): void;
}

export function AccessDialog({ model, onSaved, onClose }: AccessDialogProps) {
  // Edits the opened version: loaded again for each dialog, and after a conflict.
  const [versions] = useState(() => createResource(loadVersion));
  const version = useResource(versions, model.id);
  const strings = useAccessStrings();
  const { ui } = useStrings();
  const [turn, setTurn] = useState(0);
  const reload = () => void versions.refresh().then(() => setTurn(turn + 1));
  const title = strings.title(model.name);
  if (!version.value) {
    return (
      <Dialog isWide title={title} onClose={onClose} actions={<Button onClick={onClose}>{ui.cancel}</Button>}>
        {version.error ? (
          <ErrorState message={version.error} onRetry={reload} />
        ) : (
          <LoadingRows label={strings.loading} rows={2} />
        )}
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
  return { revision, audiences: audiencesOf(grants, currentAccessStrings().everyone) };
}

interface AccessDraft {
  audiences: Audience[];
  revision: number;
}

interface AccessFormProps extends AccessDialogProps {
  title: string;
  revision: number;
  initial: Audience[];
  onReload(): void;
}

function AccessForm({ title, model, revision, initial, onReload, onSaved, onClose }: AccessFormProps) {
  const strings = useAccessStrings();
  const { forms, ui } = useStrings();
  // The draft includes the revision it is based on, so that it can't overwrite a later one.
  const form = useDraft<AccessDraft>(`access ${model.id}`, { audiences: initial, revision }, {
    isSame: (one, other) => isSameAccess(one.audiences, other.audiences),
    staysOnItsBase: true,
  });
  const { audiences } = form.draft;
  const [isLeaving, setLeaving] = useState(false);
  const [isSaving, setSaving] = useState(false);
  const [problem, setProblem] = useState("");
  const [isOutdated, setOutdated] = useState(false);
  const isBaseModel = model.base_model_id === null;

  const change = (next: Audience[]) => {
    form.setDraft({ ...form.draft, audiences: next });
    setProblem("");
  };

  const save = async () => {
    setSaving(true);
    setProblem("");
    try {
      const saved = await updateModelAccess(model.id, grantsOf(audiences), form.base.revision);
      form.discard();
      showToast({ text: strings.saved(model.name) });
      refreshModelsSoon();
      onSaved?.(saved, form.base.revision);
      onClose();
    } catch (error) {
      setSaving(false);
      setProblem(messageOf(error));
      setOutdated(error instanceof RequestError && error.status === 409);
    }
  };

  const close = () => (form.isChanged ? setLeaving(true) : onClose());
  const discard = () => {
    form.discard();
    onClose();
  };
  return (
    <Dialog
      isWide
      isFirm
      title={title}
      onClose={close}
      actions={
        <>
          <Button onClick={close}>{ui.cancel}</Button>
          <Button look="primary" disabled={isSaving || !form.isChanged} onClick={() => void save()}>
            {isSaving ? forms.saving : forms.save}
          </Button>
        </>
      }
    >
      <RestoredNotice at={form.restoredAt} onDiscard={form.discard} />
      <p>{isBaseModel ? strings.rightsOfBaseModel : strings.rightsOfPreset}</p>
      <AudienceList audiences={audiences} isBaseModel={isBaseModel} onChange={change} />
      <AddAudience audiences={audiences} onChange={change} />
      {problem && <p role="alert" className="is-problem">{problem}</p>}
      {isOutdated && (
        <Button
          onClick={() => {
            form.discard();
            onReload();
          }}
        >
          {strings.reload}
        </Button>
      )}
      <WhoCanUseIt modelId={model.id} />
      <LeaveGuard isChanged={form.isChanged} onDiscard={form.discard} />
      {isLeaving && <DiscardDialog onStay={() => setLeaving(false)} onDiscard={discard} />}
    </Dialog>
  );
}
