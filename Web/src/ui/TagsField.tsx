import { useState } from "react";
import { useStrings } from "../state/language";
import { Field } from "./Field";

interface TagsFieldProps {
  label: string;
  hint?: string;
  error?: string;
  tags: string[];
  /** Suggestions. */
  suggestions?: string[];
  isCode?: boolean;
  onChange(tags: string[]): void;
}

/** A list of short texts: Enter adds, × or Backspace removes. */
export function TagsField({ label, hint, error, tags, suggestions = [], isCode, onChange }: TagsFieldProps) {
  const own = useStrings().ui;
  const [text, setText] = useState("");
  const add = () => {
    // Stop sequences may begin or end with spaces on purpose; tags never do.
    const tag = isCode ? text : text.trim();
    if (tag && !tags.includes(tag)) onChange([...tags, tag]);
    setText("");
  };
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <div className="tags input">
          {tags.map((tag) => (
            <span key={tag} className={`chip ${isCode ? "code" : ""}`}>
              {isCode ? JSON.stringify(tag).slice(1, -1) : tag}
              <button type="button" aria-label={own.removeItem(tag)} onClick={() => onChange(tags.filter((each) => each !== tag))}>
                ×
              </button>
            </span>
          ))}
          <input
            {...control}
            value={text}
            list={suggestions.length > 0 ? `${control.id}-list` : undefined}
            placeholder={tags.length === 0 ? own.typeAndEnter : ""}
            autoComplete="off"
            onChange={(event) => setText(event.target.value)}
            onBlur={add}
            onKeyDown={(event) => {
              if (event.key === "Enter" && text) {
                event.preventDefault();
                add();
              } else if (event.key === "Backspace" && !text) {
                onChange(tags.slice(0, -1));
              }
            }}
          />
          {suggestions.length > 0 && (
            <datalist id={`${control.id}-list`}>
              {suggestions.filter((each) => !tags.includes(each)).map((each) => <option key={each} value={each} />)}
            </datalist>
          )}
        </div>
      )}
    </Field>
  );
}
