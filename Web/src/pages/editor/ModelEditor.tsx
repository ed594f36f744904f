import { useEffect, useState, type FormEvent, type KeyboardEvent } from "react";
import type { BaseModel, Model, ModelForm } from "../../api/types";
import { Link } from "../../frame/Link";
import { storePendingDrafts } from "../../state/drafts";
import { useStrings } from "../../state/language";
import { dropLeaveGuards, lastAddressOf, navigate } from "../../state/location";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { LeaveGuard } from "../../ui/LeaveGuard";
import { RestoredNotice } from "../../ui/RestoredNotice";
import { AccessDialog } from "../access/AccessDialog";
import { AccessFields } from "./AccessFields";
import { AdvancedFields } from "./AdvancedFields";
import { BasicFields } from "./BasicFields";
import { CapabilityFields } from "./CapabilityFields";
import { ConflictDialog } from "./ConflictDialog";
import { deleteEditDraft, storeEditDraft, readEditDraft } from "./savedDraft";
import { JsonPreview } from "./JsonPreview";
import type { Side } from "./merge";
import { draftOf, emptyDraft, formOf, isSameDraft, type Draft } from "./modelForm";
import { ReferenceFields } from "./ReferenceFields";
import { saveModel, type SaveOutcome } from "./saveModel";
import { SuggestionFields } from "./SuggestionFields";
import { validate, type FieldErrors } from "./validation";
import { useEditorStrings } from "./editorStrings";

interface ModelEditorProps {
  /** Identifies the form, so that its draft can be restored. */
  form: string;
  /** Undefined: a new model. */
  original: Model | undefined;
  /** Fields of the cloned model beyond those of the form. */
  template: Model | undefined;
  initial: Draft;
  bases: BaseModel[];
  onReload(): void;
}

export function ModelEditor({ form, original, template, initial: saved, bases, onReload }: ModelEditorProps) {
  const strings = useEditorStrings();
  const { forms, ui } = useStrings();
  const [stored] = useState(() => readEditDraft(form));
  const [initial] = useState(() => (stored?.original ? draftOf(stored.original) : saved));
  const [draft, setDraft] = useState(stored?.draft ?? initial);
  const [serverErrors, setServerErrors] = useState<FieldErrors>({});
  const [showsErrors, setShowsErrors] = useState(false);
  const [problem, setProblem] = useState("");
  const [isSaving, setSaving] = useState(false);
  const [conflict, setConflict] = useState<Extract<SaveOutcome, { kind: "conflict" }>>();
  const [isSharing, setSharing] = useState(false);
  // The revision that the form is based on: the opened one, or the same one with other grants.
  const [seen, setSeen] = useState(original && stored?.original ? stored.original : original);
  const isChanged = !isSameDraft(draft, initial);
  const canSave = !isSaving && (isChanged || !original);
  const errors: FieldErrors = { ...(showsErrors ? validate(draft, strings, initial) : {}), ...serverErrors };

  useEffect(() => {
    if (isChanged) storeEditDraft(form, draft, seen);
    else deleteEditDraft(form);
  }, [form, draft, seen, isChanged]);
  useEffect(() => storePendingDrafts, []);
  const reload = () => {
    deleteEditDraft(form);
    dropLeaveGuards();
    onReload();
  };
  const change = (changes: Partial<Draft>) => {
    setDraft({ ...draft, ...changes });
    setServerErrors({});
    setProblem("");
  };

  const save = async (merge?: { side: Side; onto: Model }) => {
    setSaving(true);
    const outcome = await saveModel(draft, seen, template, merge);
    setSaving(false);
    setConflict(undefined);
    if (outcome.kind === "saved") {
      deleteEditDraft(form);
      dropLeaveGuards();
      navigate(lastAddressOf("/models"));
    } else if (outcome.kind === "conflict") {
      setConflict(outcome);
    } else {
      setServerErrors(outcome.errors);
      setProblem(outcome.problem);
      focusFirstError();
    }
  };

  // Grants changed from here cause no conflict; other changes since then must.
  const followRevision = (saved: Model, replaced: number) => {
    if (seen?.revision === replaced) setSeen({ ...seen, revision: saved.revision });
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setShowsErrors(true);
    if (Object.keys(validate(draft, strings, initial)).length > 0) focusFirstError();
    else if (canSave) void save();
  };

  return (
    <>
      <form className="editor" noValidate onSubmit={submit} onKeyDown={keepFromSubmitting}>
        <header className="page-head">
          <Link to={lastAddressOf("/models")} className="icon-button" aria-label={strings.back}><Icon name="back" /></Link>
          <h1>{original ? original.name : template ? strings.clone : strings.newModel}</h1>
          {seen && <span className="page-count">{strings.revision(seen.revision)}</span>}
          {seen && (
            <Button className="page-head-end" onClick={() => setSharing(true)}><Icon name="share" /> {strings.access}</Button>
          )}
        </header>
        <RestoredNotice at={stored && isChanged ? stored.at : undefined} onDiscard={reload} />
        <BasicFields draft={draft} errors={errors} isNew={!original} bases={bases} onChange={change} />
        <SuggestionFields all={draft.suggestions} onChange={(suggestions) => change({ suggestions })} />
        <AdvancedFields draft={draft} errors={errors} original={original ?? template} onChange={change} />
        <CapabilityFields draft={draft} onChange={change} />
        <ReferenceFields draft={draft} onChange={change} />
        {!original && (
          <AccessFields
            audiences={draft.audiences}
            isBaseModel={draft.baseModelId === null}
            onChange={(audiences) => change({ audiences })}
          />
        )}
        <JsonPreview form={preview(draft, seen, template)} />
        <footer className="editor-actions">
          {problem && <p role="alert" className="is-problem">{problem}</p>}
          <Button onClick={() => navigate(lastAddressOf("/models"))}>{ui.cancel}</Button>
          <Button type="submit" look="primary" disabled={!canSave}>{isSaving ? forms.saving : forms.save}</Button>
        </footer>
      </form>
      {conflict && (
        <ConflictDialog
          key={conflict.current.revision}
          conflict={conflict}
          onKeepEditing={() => setConflict(undefined)}
          onReload={reload}
          onSave={(side) => void save({ side, onto: conflict.current })}
        />
      )}
      <LeaveGuard isChanged={isChanged} onDiscard={() => deleteEditDraft(form)} />
      {isSharing && seen && (
        <AccessDialog model={seen} onSaved={followRevision} onClose={() => setSharing(false)} />
      )}
    </>
  );
}

/** Restores the previous value of fields with errors. */
function preview(draft: Draft, original: Model | undefined, template: Model | undefined): ModelForm {
  const known = original ?? template;
  const { revision, ...form } = formThatHolds(draft, known);
  return original ? { ...form, revision } : form;
}

function formThatHolds(draft: Draft, known: Model | undefined): ModelForm {
  try {
    return formOf(draft, known);
  } catch {
    return formOf(known ? draftOf(known) : emptyDraft, known);
  }
}

/** Enter in a search or on a slider must not save the whole form. */
function keepFromSubmitting(event: KeyboardEvent<HTMLFormElement>) {
  const field = event.target;
  if (event.key !== "Enter" || !(field instanceof HTMLInputElement) || field.form !== event.currentTarget) return;
  const isAside = ["search", "range", "radio", "checkbox"].includes(field.type) || field.closest("dialog") !== null;
  if (isAside) event.preventDefault();
}

// After the errors have been rendered.
function focusFirstError() {
  requestAnimationFrame(() => {
    const field = document.querySelector<HTMLElement>(".editor [aria-invalid=true]");
    field?.closest(".advanced")?.querySelector<HTMLElement>(".advanced-head [aria-expanded=false]")?.click();
    requestAnimationFrame(() => field?.focus());
  });
}
