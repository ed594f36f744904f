import { useId, useState, type ReactNode } from "react";

interface EditorSectionProps {
  title: string;
  /** What stands in it, in a few words: to be read without opening it. */
  summary: string;
  /** At first; from there on it is as the person leaves it. */
  isOpen?: boolean;
  children: ReactNode;
}

/**
 * A part of the form that most edits do not need.
 *
 * No `details`: what opens them is no button to screen readers.
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
