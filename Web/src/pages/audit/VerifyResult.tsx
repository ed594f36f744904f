import { useStrings } from "../../state/language";
import { Findings } from "./Findings";
import type { Verification } from "./useVerification";

interface VerifyResultProps {
  verification: Verification;
  /** The entries to look up: those of the list, or the open one. */
  of: "list" | "entry";
  onBeginAnew?(): void;
}

/** Always rendered, so that screen readers announce its content. */
export function VerifyResult({ verification, of, onBeginAnew }: VerifyResultProps) {
  const strings = useStrings().audit.verify;
  return (
    <div role="status" className="verify-result">
      {verification.kind === "checking" && <p className="muted">{strings.checking}</p>}
      {verification.kind === "insecure" && <p className="warning">{strings.insecure}</p>}
      {verification.kind === "unfinished" && <p className="warning">{strings.notFinished(verification.why)}</p>}
      {verification.kind === "done" && <Findings report={verification.report} of={of} onBeginAnew={onBeginAnew} />}
    </div>
  );
}
