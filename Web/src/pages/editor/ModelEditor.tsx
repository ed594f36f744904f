import { useEffect, useState, type FormEvent } from "react";
import type { BaseModel, Model } from "../../api/types";
import { Link } from "../../frame/Link";
import { lastVisitTo, navigate, setLeaveGuard } from "../../state/location";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { AdvancedFields } from "./AdvancedFields";
import { BasicFields } from "./BasicFields";
import { ConflictDialog } from "./ConflictDialog";
import { DiscardDialog } from "./DiscardDialog";
import { isSameDraft, type Draft } from "./modelForm";
import { saveModel, type SaveOutcome } from "./saveModel";
import { validate, type FieldErrors } from "./validation";

interface ModelEditorProps {
  /** Undefined: a new one is made. */
  original: Model | undefined;
  /** What a clone takes over beyond the form's fields. */
  template: Model | undefined;
  initial: Draft;
  bases: BaseModel[];
  onReload(): void;
}

export function ModelEditor({ original, template, initial, bases, onReload }: ModelEditorProps) {
  const [draft, setDraft] = useState(initial);
  const [serverErrors, setServerErrors] = useState<FieldErrors>({});
  const [showsErrors, setShowsErrors] = useState(false);
  const [problem, setProblem] = useState("");
  const [isSaving, setSaving] = useState(false);
  const [conflict, setConflict] = useState<Extract<SaveOutcome, { kind: "conflict" }>>();
  const [leaving, setLeaving] = useState<{ proceed(): void }>();
  const isChanged = !isSameDraft(draft, initial);
  const canSave = !isSaving && (isChanged || !original);
  const errors: FieldErrors = { ...(showsErrors ? validate(draft) : {}), ...serverErrors };

  useEffect(
    () => setLeaveGuard(isChanged ? (proceed) => setLeaving({ proceed }) : undefined),
    [isChanged],
  );

  const change = (changes: Partial<Draft>) => {
    setDraft({ ...draft, ...changes });
    setServerErrors({});
    setProblem("");
  };

  const save = async (against: Model | undefined) => {
    setSaving(true);
    const outcome = await saveModel(draft, original, template, against);
    setSaving(false);
    setConflict(undefined);
    if (outcome.kind === "saved") {
      setLeaveGuard(undefined);
      navigate(lastVisitTo("/models"));
    } else if (outcome.kind === "conflict") {
      setConflict(outcome);
    } else {
      setServerErrors(outcome.errors);
      setProblem(outcome.problem);
      focusFirstError();
    }
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setShowsErrors(true);
    if (Object.keys(validate(draft)).length > 0) focusFirstError();
    else if (canSave) void save(undefined);
  };

  return (
    <form className="editor" noValidate onSubmit={submit}>
      <header className="page-head">
        <Link to={lastVisitTo("/models")} className="icon-button" aria-label="Back to the models"><Icon name="back" /></Link>
        <h1>{original ? original.name : template ? "Clone" : "New model"}</h1>
        {original && <span className="page-count">revision {original.revision}</span>}
      </header>
      <BasicFields draft={draft} errors={errors} isNew={!original} bases={bases} onChange={change} />
      <AdvancedFields draft={draft} errors={errors} original={original ?? template} onChange={change} />
      <footer className="editor-actions">
        {problem && <p role="alert" className="is-problem">{problem}</p>}
        <Button onClick={() => navigate(lastVisitTo("/models"))}>Cancel</Button>
        <Button type="submit" look="primary" disabled={!canSave}>{isSaving ? "Saving…" : "Save"}</Button>
      </footer>
      {conflict && (
        <ConflictDialog
          conflict={conflict}
          onKeepEditing={() => setConflict(undefined)}
          onReload={() => {
            setLeaveGuard(undefined);
            onReload();
          }}
          onOverwrite={() => void save(conflict.current)}
        />
      )}
      {leaving && <DiscardDialog onStay={() => setLeaving(undefined)} onDiscard={leaving.proceed} />}
    </form>
  );
}

// After the errors are on the page.
function focusFirstError() {
  requestAnimationFrame(() => {
    const field = document.querySelector<HTMLElement>(".editor [aria-invalid=true]");
    field?.closest("details")?.setAttribute("open", "");
    field?.focus();
  });
}
