import { useWords } from "../state/language";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";

export function DiscardDialog({ onStay, onDiscard }: { onStay(): void; onDiscard(): void }) {
  const words = useWords().forms;
  return (
    <Dialog
      role="alertdialog"
      title={words.discardQuestion}
      onClose={onStay}
      actions={
        <>
          <Button onClick={onStay}>{words.keepEditing}</Button>
          <Button
            look="danger"
            onClick={() => {
              onStay();
              onDiscard();
            }}
          >
            {words.discard}
          </Button>
        </>
      }
    >
      <p>{words.discardWhat}</p>
    </Dialog>
  );
}
