import { useStrings } from "../state/language";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";

export function DiscardDialog({ onStay, onDiscard }: { onStay(): void; onDiscard(): void }) {
  const strings = useStrings().forms;
  return (
    <Dialog
      role="alertdialog"
      title={strings.discardQuestion}
      onClose={onStay}
      actions={
        <>
          <Button onClick={onStay}>{strings.keepEditing}</Button>
          <Button
            look="danger"
            onClick={() => {
              onStay();
              onDiscard();
            }}
          >
            {strings.discard}
          </Button>
        </>
      }
    >
      <p>{strings.discardWhat}</p>
    </Dialog>
  );
}
