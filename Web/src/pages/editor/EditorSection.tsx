import type { ReactNode } from "react";

interface EditorSectionProps {
  title: string;
  /** What stands in it, in a few words: to be read without opening it. */
  summary: string;
  isOpen?: boolean;
  children: ReactNode;
}

/** A part of the form that most edits do not need. */
export function EditorSection({ title, summary, isOpen, children }: EditorSectionProps) {
  return (
    <details className="advanced" open={isOpen}>
      <summary>
        {title} <span className="muted">{summary}</span>
      </summary>
      <div className="fields">{children}</div>
    </details>
  );
}
