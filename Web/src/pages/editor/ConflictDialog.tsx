import { useId, useMemo, useState } from "react";
import { textsToCompare } from "../../difference/values";
import { useStrings } from "../../state/language";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Difference, LongText } from "../../ui/Difference";
import { Table } from "../../ui/Table";
import { comparableText } from "../history/revisionText";
import { nameOfField } from "./differences";
import { type Choice, type Conflict, conflictsOf, firstChoice, merged, type Side } from "./merge";
import type { SaveOutcome } from "./saveModel";
import { useEditorStrings } from "./editorStrings";

interface ConflictDialogProps {
  conflict: Extract<SaveOutcome, { kind: "conflict" }>;
  onKeepEditing(): void;
  onReload(): void;
  onSave(merged: Side): void;
}

/** Someone saved meanwhile: the user chooses a version for each field, so that no change is lost unseen. */
export function ConflictDialog({ conflict, onKeepEditing, onReload, onSave }: ConflictDialogProps) {
  const strings = useEditorStrings();
  const { forms } = useStrings();
  const { before, current, by, mine } = conflict;
  const found = useMemo(() => conflictsOf(before, current, mine), [before, current, mine]);
  const [choices, setChoices] = useState<Choice[]>(() => found.map(firstChoice));
  const all = (choice: Choice) => setChoices(found.map(() => choice));
  return (
    <Dialog
      isWide
      isFirm
      role="alertdialog"
      title={strings.conflict}
      onClose={onKeepEditing}
      actions={
        <>
          <Button onClick={onKeepEditing}>{forms.keepEditing}</Button>
          <Button onClick={onReload}>{strings.reload}</Button>
          <Button look="primary" onClick={() => onSave(merged(current, found, choices))}>{strings.saveMerged}</Button>
        </>
      }
    >
      <p>{found.length === 0 ? strings.sameOnBothSides : strings.choose(by ?? strings.someone, current.revision)}</p>
      {found.length > 0 && (
        <>
          <div className="section-row">
            <Button size="small" onClick={() => all("mine")}>{strings.allMine}</Button>
            <Button size="small" onClick={() => all("theirs")}>{strings.allTheirs}</Button>
          </div>
          <Table
            caption={strings.differences}
            columns={[
              { name: strings.field }, { name: strings.savedRevision(current.revision) }, { name: strings.mine },
            ]}
          >
            {found.map((each, place) => (
              <ConflictRow
                key={each.path.join(".")}
                conflict={each}
                choice={choices[place] ?? "theirs"}
                revision={current.revision}
                onChoose={(choice) => setChoices(choices.map((other, at) => (at === place ? choice : other)))}
              />
            ))}
          </Table>
        </>
      )}
    </Dialog>
  );
}

interface ConflictRowProps {
  conflict: Conflict;
  choice: Choice;
  /** The version that someone else saved. */
  revision: number;
  onChoose(choice: Choice): void;
}

/** Both versions of a field. */
function ConflictRow({ conflict, choice, revision, onChoose }: ConflictRowProps) {
  const strings = useEditorStrings();
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
  const strings = useEditorStrings();
  const [from, to] = textsToCompare(before, after, (value) => comparableText(path, value));
  if (from !== to) return <Difference before={from} after={to} />;
  return (
    <div className="muted">
      {strings.unchanged}
      {to !== "" && <div className="value"><LongText text={to} /></div>}
    </div>
  );
}
