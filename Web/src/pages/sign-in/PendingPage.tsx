import { useState } from "react";
import type { Session } from "../../api/types";
import { Brand } from "../../frame/Brand";
import { useStrings } from "../../state/language";
import { refreshSession, signOut } from "../../state/session";
import { Button } from "../../ui/Button";
import { Interpolated } from "../../ui/Interpolated";

export function PendingPage({ person }: { person: Session }) {
  const { signIn: strings, frame } = useStrings();
  const [hasAsked, setAsked] = useState(false);
  return (
    <main className="gate" id="main" tabIndex={-1}>
      <div className="gate-card">
        <Brand />
        <h1>{strings.waiting}</h1>
        <p><Interpolated text={strings.waitingWhy} parts={{ email: <strong>{person.email}</strong> }} /></p>
        <p role="status" className="muted">{hasAsked ? strings.notYet : ""}</p>
        <Button look="primary" onClick={() => void refreshSession().then(() => setAsked(true))}>{strings.checkAgain}</Button>
        <Button onClick={() => void signOut()}>{frame.signOut}</Button>
      </div>
    </main>
  );
}
