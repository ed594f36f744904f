import { useId } from "react";
import { textsToCompare } from "../../difference/values";
import { useWords } from "../../state/language";
import { Difference } from "../../ui/Difference";
import { LongText } from "../../ui/LongText";
import { comparableText } from "../history/versionWords";
import { nameOfField } from "./differences";
import type { Choice, Conflict } from "./merge";

interface ConflictRowProps {
  conflict: Conflict;
  choice: Choice;
  /** Of the version that somebody else has saved. */
  revision: number;
  onChoose(choice: Choice): void;
}

/** What each of the two made of a field. */
export function ConflictRow({ conflict, choice, revision, onChoose }: ConflictRowProps) {
  const words = useWords().editor;
  const id = useId();
  const field = nameOfField(conflict.path, words);
  const option = (which: Choice, label: string) => (
    <td role="cell" className={choice === which ? "is-chosen" : undefined}>
      <label className="conflict-choice">
        <input
          type="radio"
          name={id}
          aria-label={which === "mine" ? words.takeMine(field) : words.takeTheirs(field)}
          checked={choice === which}
          onChange={() => onChoose(which)}
        />
        {label}
      </label>
      <Change path={conflict.path.join(".")} before={conflict.before} after={conflict[which]} />
    </td>
  );
  return (
    <tr role="row" className="conflict-row">
      <th role="rowheader" scope="row" className="conflict-field">
        {field}
        {conflict.isContested && <span className="badge is-contested">{words.contested}</span>}
      </th>
      {option("theirs", words.savedRevision(revision))}
      {option("mine", words.mine)}
    </tr>
  );
}

function Change({ path, before, after }: { path: string; before: unknown; after: unknown }) {
  const words = useWords().editor;
  const [from, to] = textsToCompare(before, after, (value) => comparableText(path, value));
  if (from !== to) return <Difference before={from} after={to} />;
  return (
    <div className="muted">
      {words.unchanged}
      {to !== "" && <div className="value"><LongText text={to} /></div>}
    </div>
  );
}
