import { useStrings } from "../../state/language";
import { Findings } from "./Findings";
import type { Verification } from "./useVerification";

interface VerifyResultProps {
  verification: Verification;
  /** What was looked up: the entries of the list, or the one that is open. */
  of: "list" | "entry";
  onBeginAnew?(): void;
}

/** Always there, so that what comes into it is read out. */
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
