import { useState, type FormEvent, type ReactNode } from "react";
import { messageOf } from "../api/request";
import { useWords } from "../state/language";
import { LeaveGuard } from "./LeaveGuard";
import { Button } from "../ui/Button";

interface SavingFormProps {
  verb: string;
  isChanged: boolean;
  canSave: boolean;
  children: ReactNode;
  /** Rejects with words for the person, which stand beside the button. */
  onSave(): Promise<void>;
}

/** A form in a page: saved by its button, and not left by accident while it is not. */
export function SavingForm({ verb, isChanged, canSave, children, onSave }: SavingFormProps) {
  const words = useWords().forms;
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
      {children}
      {problem && <p role="alert" className="is-problem">{problem}</p>}
      <div className="section-row">
        <Button type="submit" look="primary" disabled={!isChanged || !canSave || isSaving}>
          {isSaving ? words.saving : verb}
        </Button>
      </div>
      <LeaveGuard isChanged={isChanged} />
    </form>
  );
}
