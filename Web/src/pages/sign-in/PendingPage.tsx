import { useState } from "react";
import type { Session } from "../../api/types";
import { Brand } from "../../frame/Brand";
import { refreshSession, signOut } from "../../state/session";
import { Button } from "../../ui/Button";

export function PendingPage({ person }: { person: Session }) {
  const [hasAsked, setAsked] = useState(false);
  return (
    <main className="gate" id="main" tabIndex={-1}>
      <div className="gate-card">
        <Brand />
        <h1>Waiting for approval</h1>
        <p>
          Your account <strong>{person.email}</strong> exists, but an administrator has to approve it before you can
          use any model. Tell one that you are waiting.
        </p>
        <p role="status" className="muted">{hasAsked ? "Not approved yet." : ""}</p>
        <Button look="primary" onClick={() => void refreshSession().then(() => setAsked(true))}>Check again</Button>
        <Button onClick={() => void signOut()}>Sign out</Button>
      </div>
    </main>
  );
}
