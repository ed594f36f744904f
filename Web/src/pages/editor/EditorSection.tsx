import { useState, type ReactNode } from "react";

interface EditorSectionProps {
  title: string;
  /** What stands in it, in a few words: to be read without opening it. */
  summary: string;
  isOpen?: boolean;
  children: ReactNode;
}

/** A part of the form that most edits do not need. */
export function EditorSection({ title, summary, isOpen, children }: EditorSectionProps) {
  // From there on as the person leaves it: nothing that is typed in it may close it.
  const [startsOpen] = useState(isOpen);
  return (
    <details className="advanced" open={startsOpen}>
      <summary>
        {title} <span className="muted">{summary}</span>
      </summary>
      <div className="fields">{children}</div>
    </details>
  );
}
