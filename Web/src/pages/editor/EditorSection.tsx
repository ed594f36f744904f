import { useId, useState, type ReactNode } from "react";

interface EditorSectionProps {
  title: string;
  /** A short summary, shown while it is closed. */
  summary: string;
  /** Initially; then the user decides. */
  isOpen?: boolean;
  children: ReactNode;
}

/**
 * A part of the form that most edits do not need.
 *
 * Not `details`: screen readers don't announce its summary as a button.
 */
export function EditorSection({ title, summary, isOpen: startsOpen = false, children }: EditorSectionProps) {
  const [isOpen, setOpen] = useState(startsOpen);
  const id = useId();
  return (
    <section className="advanced">
      <div className="advanced-head">
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={id}
          aria-describedby={`${id}-summary`}
          onClick={() => setOpen(!isOpen)}
        >
          {title}
        </button>
        <span id={`${id}-summary`} className="muted">{summary}</span>
      </div>
      <div id={id} className="fields" hidden={!isOpen}>{children}</div>
    </section>
  );
}
