import { useState } from "react";
import { useWords } from "../state/language";
import { Field } from "./Field";

interface WordsFieldProps {
  label: string;
  hint?: string;
  error?: string;
  words: string[];
  /** Offered while typing. */
  suggestions?: string[];
  isCode?: boolean;
  onChange(words: string[]): void;
}

/** A list of short texts: Enter adds, × or Backspace takes away. */
export function WordsField({ label, hint, error, words, suggestions = [], isCode, onChange }: WordsFieldProps) {
  const own = useWords().ui;
  const [text, setText] = useState("");
  const add = () => {
    // Stop sequences may begin or end with blanks on purpose; tags never do.
    const word = isCode ? text : text.trim();
    if (word && !words.includes(word)) onChange([...words, word]);
    setText("");
  };
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <div className="words input">
          {words.map((word) => (
            <span key={word} className={`chip ${isCode ? "code" : ""}`}>
              {isCode ? JSON.stringify(word).slice(1, -1) : word}
              <button type="button" aria-label={own.removeWord(word)} onClick={() => onChange(words.filter((each) => each !== word))}>
                ×
              </button>
            </span>
          ))}
          <input
            {...control}
            value={text}
            list={suggestions.length > 0 ? `${control.id}-list` : undefined}
            placeholder={words.length === 0 ? own.typeAndEnter : ""}
            autoComplete="off"
            onChange={(event) => setText(event.target.value)}
            onBlur={add}
            onKeyDown={(event) => {
              if (event.key === "Enter" && text) {
                event.preventDefault();
                add();
              } else if (event.key === "Backspace" && !text) {
                onChange(words.slice(0, -1));
              }
            }}
          />
          {suggestions.length > 0 && (
            <datalist id={`${control.id}-list`}>
              {suggestions.filter((each) => !words.includes(each)).map((each) => <option key={each} value={each} />)}
            </datalist>
          )}
        </div>
      )}
    </Field>
  );
}
