import { useState } from "react";
import { useWords } from "../../state/language";
import { actOnSelection } from "../../state/selection";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { TextField } from "../../ui/Field";

export function TagManyDialog({ count, onClose }: { count: number; onClose(): void }) {
  const words = useWords().models.selection;
  const [text, setText] = useState("");
  const tags = text.split(",").map((tag) => tag.trim()).filter(Boolean);
  const confirm = () => {
    onClose();
    void actOnSelection({ action: "tag", tags });
  };
  return (
    <Dialog
      title={words.tagTitle(count)}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button look="primary" disabled={tags.length === 0} onClick={confirm}>{words.tagAction}</Button>
        </>
      }
    >
      <TextField label={words.tagLabel} value={text} hasFocus onChange={setText} />
    </Dialog>
  );
}
