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
  const found = differences(conflict.current, conflict.mine);
  return (
    <Dialog
      isWide
      role="alertdialog"
      title="Changed meanwhile"
      onClose={onKeepEditing}
      actions={
        <>
          <Button onClick={onKeepEditing}>Keep editing</Button>
          <Button onClick={onReload}>Reload, drop mine</Button>
          <Button look="danger" onClick={onOverwrite}>Overwrite with mine</Button>
        </>
      }
    >
      <p>{conflict.message}</p>
      {found.length === 0 ? (
        <p>Both versions say the same: reload, and nothing is lost.</p>
      ) : (
        <Table
          caption="Differences"
          columns={[{ name: "Field" }, { name: `Saved (revision ${conflict.current.revision})` }, { name: "Mine" }]}
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
