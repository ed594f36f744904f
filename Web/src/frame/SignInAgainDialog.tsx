import { useId, useState, type FormEvent } from "react";
import type { Session } from "../api/types";
import { messageOf } from "../api/request";
import { useStrings } from "../state/language";
import { leaveAfterInterruption, signInAgain, useInterruption } from "../state/session";
import { storePendingDrafts } from "../state/drafts";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { TextField } from "../ui/Field";

/** Shown over the page, which stays as it is; refused requests are sent again after the sign-in. */
export function SignInAgainDialog({ person }: { person: Session }) {
  const interruption = useInterruption();
  return interruption ? <SignInAgain person={person} other={interruption.other} /> : null;
}

function SignInAgain({ person, other }: { person: Session; other: string | undefined }) {
  const { signIn, forms, ui } = useStrings();
  const strings = signIn.again;
  const id = useId();
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    setBusy(true);
    setProblem("");
    try {
      await signInAgain(password);
    } catch (error) {
      setProblem(messageOf(error));
      setBusy(false);
    }
  };
  const continueAsOther = () => {
    storePendingDrafts();
    leaveAfterInterruption();
    window.location.reload();
  };
  return (
    <Dialog
      isFirm
      title={strings.title}
      // The user can't do anything else first.
      onClose={() => {}}
      actions={
        <>
          {other === undefined
            ? <Button onClick={leaveAfterInterruption}>{strings.leave}</Button>
            : <Button onClick={continueAsOther}>{strings.continueAs(other)}</Button>}
          <Button type="submit" form={id} look="primary" disabled={isBusy || password === ""}>
            {isBusy ? ui.oneMoment : signIn.signIn}
          </Button>
        </>
      }
    >
      <form id={id} className="dialog-form" onSubmit={submit}>
        <p>{other === undefined ? strings.why : strings.whyOther(other)}</p>
        <TextField label={forms.email} type="email" value={person.email} autoComplete="username" isReadOnly onChange={() => {}} />
        <TextField
          label={forms.password} type="password" value={password} autoComplete="current-password" isRequired hasFocus
          onChange={setPassword}
        />
      </form>
      {problem && <p role="alert" className="is-problem">{problem}</p>}
    </Dialog>
  );
}
