import { useState } from "react";
import { changePassword } from "../../state/session";
import { TextField } from "../../ui/Field";
import { FormDialog } from "../../ui/FormDialog";

export function ChangePasswordDialog({ onClose }: { onClose(): void }) {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const differs = again !== "" && again !== next;
  const isComplete = current !== "" && next !== "" && again === next;
  return (
    <FormDialog
      title="Change password"
      verb="Change"
      canSubmit={isComplete}
      onSubmit={() => changePassword(current, next)}
      onClose={onClose}
    >
      <p>You are signed out everywhere, here too. Your keys stay as they are.</p>
      <TextField
        label="Current password" type="password" autoComplete="current-password" value={current} isRequired hasFocus
        onChange={setCurrent}
      />
      <TextField
        label="New password" type="password" autoComplete="new-password" value={next} isRequired onChange={setNext}
      />
      <TextField
        label="New password again" type="password" autoComplete="new-password" value={again} isRequired
        error={differs ? "The two are not the same." : undefined} onChange={setAgain}
      />
    </FormDialog>
  );
}
