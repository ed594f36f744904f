import { useId } from "react";
import { textsToCompare } from "../../difference/values";
import { useStrings } from "../../state/language";
import { Difference } from "../../ui/Difference";
import { LongText } from "../../ui/LongText";
import { comparableText } from "../history/versionText";
import { nameOfField } from "./differences";
import type { Choice, Conflict } from "./merge";

interface ConflictRowProps {
  conflict: Conflict;
  choice: Choice;
  /** The version that someone else saved. */
  revision: number;
  onChoose(choice: Choice): void;
}

/** Both versions of a field. */
export function ConflictRow({ conflict, choice, revision, onChoose }: ConflictRowProps) {
  const strings = useStrings().editor;
  const id = useId();
  const field = nameOfField(conflict.path, strings);
  const option = (which: Choice, label: string) => (
    <td role="cell" className={choice === which ? "is-chosen" : undefined}>
      <label className="conflict-choice">
        <input
          type="radio"
          name={id}
          aria-label={which === "mine" ? strings.takeMine(field) : strings.takeTheirs(field)}
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
        {conflict.isContested && <span className="badge is-contested">{strings.contested}</span>}
      </th>
      {option("theirs", strings.savedRevision(revision))}
      {option("mine", strings.mine)}
    </tr>
  );
}

function Change({ path, before, after }: { path: string; before: unknown; after: unknown }) {
  const strings = useStrings().editor;
  const [from, to] = textsToCompare(before, after, (value) => comparableText(path, value));
  if (from !== to) return <Difference before={from} after={to} />;
  return (
    <div className="muted">
      {strings.unchanged}
      {to !== "" && <div className="value"><LongText text={to} /></div>}
    </div>
  );
}
