import { useState } from "react";
import { useStrings } from "../../state/language";
import { actOnSelection } from "../../state/selection";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { TextField } from "../../ui/Field";

export function TagManyDialog({ count, onClose }: { count: number; onClose(): void }) {
  const strings = useStrings().models.selection;
  const [text, setText] = useState("");
  const tags = text.split(",").map((tag) => tag.trim()).filter(Boolean);
  const confirm = () => {
    onClose();
    void actOnSelection({ action: "tag", tags });
  };
  return (
    <Dialog
      title={strings.tagTitle(count)}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{strings.cancel}</Button>
          <Button look="primary" disabled={tags.length === 0} onClick={confirm}>{strings.tagAction}</Button>
        </>
      }
    >
      <TextField label={strings.tagLabel} value={text} hasFocus onChange={setText} />
    </Dialog>
  );
}
