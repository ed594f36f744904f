import { useState } from "react";
import { useWords } from "../../state/language";
import { changePassword } from "../../state/session";
import { TextField } from "../../ui/Field";
import { FormDialog } from "../../ui/FormDialog";

export function ChangePasswordDialog({ onClose }: { onClose(): void }) {
  const words = useWords().account;
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const differs = again !== "" && again !== next;
  const isComplete = current !== "" && next !== "" && again === next;
  return (
    <FormDialog
      title={words.title}
      verb={words.change}
      canSubmit={isComplete}
      isChanged={current !== "" || next !== "" || again !== ""}
      onSubmit={() => changePassword(current, next)}
      onClose={onClose}
    >
      <p>{words.consequence}</p>
      <TextField
        label={words.current} type="password" autoComplete="current-password" value={current} isRequired hasFocus
        onChange={setCurrent}
      />
      <TextField
        label={words.next} type="password" autoComplete="new-password" value={next} isRequired onChange={setNext}
      />
      <TextField
        label={words.again} type="password" autoComplete="new-password" value={again} isRequired
        error={differs ? words.differs : undefined} onChange={setAgain}
      />
    </FormDialog>
  );
}
