import { useMemo, useState } from "react";
import { useStrings } from "../../state/language";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Table } from "../../ui/Table";
import { ConflictRow } from "./ConflictRow";
import { conflictsOf, firstChoice, merged, type Choice, type Side } from "./merge";
import type { SaveOutcome } from "./saveModel";

interface ConflictDialogProps {
  conflict: Extract<SaveOutcome, { kind: "conflict" }>;
  onKeepEditing(): void;
  onReload(): void;
  onSave(merged: Side): void;
}

/** Someone saved meanwhile: the user chooses a version for each field, so that no change is lost unseen. */
export function ConflictDialog({ conflict, onKeepEditing, onReload, onSave }: ConflictDialogProps) {
  const { editor: strings, forms } = useStrings();
  const { before, current, by, mine } = conflict;
  const found = useMemo(() => conflictsOf(before, current, mine), [before, current, mine]);
  const [choices, setChoices] = useState<Choice[]>(() => found.map(firstChoice));
  const all = (choice: Choice) => setChoices(found.map(() => choice));
  return (
    <Dialog
      isWide
      isFirm
      role="alertdialog"
      title={strings.changedMeanwhile}
      onClose={onKeepEditing}
      actions={
        <>
          <Button onClick={onKeepEditing}>{forms.keepEditing}</Button>
          <Button onClick={onReload}>{strings.reload}</Button>
          <Button look="primary" onClick={() => onSave(merged(current, found, choices))}>{strings.saveMerged}</Button>
        </>
      }
    >
      <p>{found.length === 0 ? strings.sameOnBothSides : strings.choose(by ?? strings.somebody, current.revision)}</p>
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
