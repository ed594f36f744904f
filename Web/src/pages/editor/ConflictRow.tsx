import { useId } from "react";
import { useWords } from "../../state/language";
import { nameOfField, wordsOf } from "./differences";
import type { Choice, Conflict } from "./merge";

interface ConflictRowProps {
  conflict: Conflict;
  choice: Choice;
  onChoose(choice: Choice): void;
}

export function ConflictRow({ conflict, choice, onChoose }: ConflictRowProps) {
  const words = useWords().editor;
  const id = useId();
  const field = nameOfField(conflict.path, words);
  const option = (which: Choice, value: unknown) => (
    <td role="cell" className={choice === which ? "is-chosen" : undefined}>
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
    <tr role="row">
      <th role="rowheader" scope="row" className="conflict-field">
        {field}
        {conflict.isContested && <span className="badge is-contested">{words.contested}</span>}
      </th>
      <td role="cell"><div className="value muted">{wordsOf(conflict.before, words.notSet)}</div></td>
      {option("theirs", conflict.theirs)}
      {option("mine", conflict.mine)}
    </tr>
  );
}
