import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";

export function DiscardDialog({ onStay, onDiscard }: { onStay(): void; onDiscard(): void }) {
  return (
    <Dialog
      role="alertdialog"
      title="Discard unsaved changes?"
      onClose={onStay}
      actions={
        <>
          <Button onClick={onStay}>Keep editing</Button>
          <Button
            look="danger"
            onClick={() => {
              onStay();
              onDiscard();
            }}
          >
            Discard
          </Button>
        </>
      }
    >
      <p>What you changed on this page has not been saved and will be lost.</p>
    </Dialog>
  );
}
