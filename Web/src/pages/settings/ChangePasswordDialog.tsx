import { useState } from "react";
import { useStrings } from "../../state/language";
import { changePassword } from "../../state/session";
import { TextField } from "../../ui/Field";
import { FormDialog } from "../../ui/FormDialog";

export function ChangePasswordDialog({ onClose }: { onClose(): void }) {
  const strings = useStrings().account;
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const differs = again !== "" && again !== next;
  const isComplete = current !== "" && next !== "" && again === next;
  return (
    <FormDialog
      title={strings.title}
      verb={strings.change}
      canSubmit={isComplete}
      isChanged={current !== "" || next !== "" || again !== ""}
      onSubmit={() => changePassword(current, next)}
      onClose={onClose}
    >
      <p>{strings.consequence}</p>
      <TextField
        label={strings.current} type="password" autoComplete="current-password" value={current} isRequired hasFocus
        onChange={setCurrent}
      />
      <TextField
        label={strings.next} type="password" autoComplete="new-password" value={next} isRequired onChange={setNext}
      />
      <TextField
        label={strings.again} type="password" autoComplete="new-password" value={again} isRequired
        error={differs ? strings.mismatch : undefined} onChange={setAgain}
      />
    </FormDialog>
  );
}
