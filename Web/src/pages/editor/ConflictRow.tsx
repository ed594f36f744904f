import { useId } from "react";
import { useWords } from "../../state/language";
import { nameOfField, wordsOf } from "./differences";
import type { Choice, Conflict } from "./merge";

interface ConflictRowProps {
  conflict: Conflict;
  choice: Choice;
  /** Of the version that somebody else has saved. */
  revision: number;
  onChoose(choice: Choice): void;
}

export function ConflictRow({ conflict, choice, revision, onChoose }: ConflictRowProps) {
  const words = useWords().editor;
  const id = useId();
  const field = nameOfField(conflict.path, words);
  const option = (which: Choice, value: unknown, label: string) => (
    <td role="cell" data-label={label} className={choice === which ? "is-chosen" : undefined}>
      <label className="conflict-choice">
        <input
          type="radio"
          name={id}
          aria-label={which === "mine" ? words.takeMine(field) : words.takeTheirs(field)}
          checked={choice === which}
          onChange={() => onChoose(which)}
        />
        <span className="value">{wordsOf(value, words.notSet)}</span>
      </label>
    </td>
  );
  return (
    <tr role="row" className="conflict-row">
      <th role="rowheader" scope="row" className="conflict-field">
        {field}
        {conflict.isContested && <span className="badge is-contested">{words.contested}</span>}
      </th>
      <td role="cell" data-label={words.before}><div className="value muted">{wordsOf(conflict.before, words.notSet)}</div></td>
      {option("theirs", conflict.theirs, words.savedRevision(revision))}
      {option("mine", conflict.mine, words.mine)}
    </tr>
  );
}
