import { useState, type FormEvent, type ReactNode } from "react";
import { messageOf } from "../api/request";
import { useStrings } from "../state/language";
import { Button } from "../ui/Button";
import { LeaveGuard } from "../ui/LeaveGuard";
import { RestoredNotice } from "../ui/RestoredNotice";
import type { DraftState } from "./useDraft";

interface SavingFormProps {
  verb: string;
  form: Pick<DraftState<object>, "isChanged" | "restoredAt" | "discard">;
  canSave: boolean;
  children: ReactNode;
  /** Rejects with a message for the user, shown beside the button. */
  onSave(): Promise<void>;
}

/** A form in a page with a save button; asks before unsaved changes are lost. */
export function SavingForm({ verb, form, canSave, children, onSave }: SavingFormProps) {
  const strings = useStrings().forms;
  const [isSaving, setSaving] = useState(false);
  const [problem, setProblem] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setSaving(true);
    setProblem("");
    try {
      await onSave();
    } catch (error) {
      setProblem(messageOf(error));
    }
    setSaving(false);
  };
  return (
    <form className="fields" onSubmit={submit}>
      <RestoredNotice at={form.restoredAt} onDiscard={form.discard} />
      {children}
      {problem && <p role="alert" className="is-problem">{problem}</p>}
      <div className="section-row">
        <Button type="submit" look="primary" disabled={!form.isChanged || !canSave || isSaving}>
          {isSaving ? strings.saving : verb}
        </Button>
      </div>
      <LeaveGuard isChanged={form.isChanged} onDiscard={form.discard} />
    </form>
  );
}
