import { useWords } from "../../state/language";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Table } from "../../ui/Table";
import { differences } from "./differences";
import type { SaveOutcome } from "./saveModel";

interface ConflictDialogProps {
  conflict: Extract<SaveOutcome, { kind: "conflict" }>;
  onKeepEditing(): void;
  onReload(): void;
  onOverwrite(): void;
}

export function ConflictDialog({ conflict, onKeepEditing, onReload, onOverwrite }: ConflictDialogProps) {
  const { editor: words, forms } = useWords();
  const found = differences(conflict.current, conflict.mine, words);
  return (
    <Dialog
      isWide
      role="alertdialog"
      title={words.changedMeanwhile}
      onClose={onKeepEditing}
      actions={
        <>
          <Button onClick={onKeepEditing}>{forms.keepEditing}</Button>
          <Button onClick={onReload}>{words.reload}</Button>
          <Button look="danger" onClick={onOverwrite}>{words.overwrite}</Button>
        </>
      }
    >
      <p>{conflict.message}</p>
      {found.length === 0 ? (
        <p>{words.sameOnBothSides}</p>
      ) : (
        <Table
          caption={words.differences}
          columns={[{ name: words.field }, { name: words.savedRevision(conflict.current.revision) }, { name: words.mine }]}
        >
          {found.map((each) => (
            <tr key={each.field} role="row">
              <th role="rowheader" scope="row">{each.field}</th>
              <td role="cell"><div className="value">{each.theirs}</div></td>
              <td role="cell"><div className="value">{each.mine}</div></td>
            </tr>
          ))}
        </Table>
      )}
    </Dialog>
  );
}
