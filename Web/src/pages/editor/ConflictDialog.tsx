import { useMemo, useState } from "react";
import { useWords } from "../../state/language";
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

/** Somebody saved meanwhile: field by field, whose holds. Nothing of either side is lost without being seen. */
export function ConflictDialog({ conflict, onKeepEditing, onReload, onSave }: ConflictDialogProps) {
  const { editor: words, forms } = useWords();
  const { before, current, by, mine } = conflict;
  const found = useMemo(() => conflictsOf(before, current, mine), [before, current, mine]);
  const [choices, setChoices] = useState<Choice[]>(() => found.map(firstChoice));
  const all = (choice: Choice) => setChoices(found.map(() => choice));
  return (
    <Dialog
      isWide
      isFirm
      role="alertdialog"
      title={words.changedMeanwhile}
      onClose={onKeepEditing}
      actions={
        <>
          <Button onClick={onKeepEditing}>{forms.keepEditing}</Button>
          <Button onClick={onReload}>{words.reload}</Button>
          <Button look="primary" onClick={() => onSave(merged(current, found, choices))}>{words.saveMerged}</Button>
        </>
      }
    >
      <p>{found.length === 0 ? words.sameOnBothSides : words.choose(by ?? words.somebody, current.revision)}</p>
      {found.length > 0 && (
        <>
          <div className="section-row">
            <Button size="small" onClick={() => all("mine")}>{words.allMine}</Button>
            <Button size="small" onClick={() => all("theirs")}>{words.allTheirs}</Button>
          </div>
          <Table
            caption={words.differences}
            columns={[
              { name: words.field }, { name: words.savedRevision(current.revision) }, { name: words.mine },
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
