import { useId } from "react";
import { useWords } from "../../state/language";
import { fromDifference, nameOfField, wordsOf } from "./differences";
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
  const { theirs, mine } = conflict;
  const [theirsShown, mineShown] =
    typeof theirs === "string" && typeof mine === "string" ? fromDifference([theirs, mine]) : [theirs, mine];
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
        <Value value={value} />
      </label>
    </td>
  );
  return (
    <tr role="row" className="conflict-row">
      <th role="rowheader" scope="row" className="conflict-field">
        {field}
        {conflict.isContested && <span className="badge is-contested">{words.contested}</span>}
      </th>
      <td role="cell" data-label={words.before}><div className="muted"><Value value={conflict.before} /></div></td>
      {option("theirs", theirsShown, words.savedRevision(revision))}
      {option("mine", mineShown, words.mine)}
    </tr>
  );
}

/** A picture is shown: nobody can choose between two of the same words. */
function Value({ value }: { value: unknown }) {
  const words = useWords().editor;
  if (typeof value !== "string" || !value.startsWith("data:image/")) return <span className="value">{wordsOf(value, words.notSet)}</span>;
  return <img className="portrait" src={value} alt={words.aPicture} />;
}
