import { useState } from "react";
import type { Session } from "../../api/types";
import { Brand } from "../../frame/Brand";
import { useWords } from "../../state/language";
import { refreshSession, signOut } from "../../state/session";
import { Button } from "../../ui/Button";
import { Filled } from "../../ui/Filled";

export function PendingPage({ person }: { person: Session }) {
  const { signIn: words, frame } = useWords();
  const [hasAsked, setAsked] = useState(false);
  return (
    <main className="gate" id="main" tabIndex={-1}>
      <div className="gate-card">
        <Brand />
        <h1>{words.waiting}</h1>
        <p><Filled text={words.waitingWhy} parts={{ email: <strong>{person.email}</strong> }} /></p>
        <p role="status" className="muted">{hasAsked ? words.notYet : ""}</p>
        <Button look="primary" onClick={() => void refreshSession().then(() => setAsked(true))}>{words.checkAgain}</Button>
        <Button onClick={() => void signOut()}>{frame.signOut}</Button>
      </div>
    </main>
  );
}
