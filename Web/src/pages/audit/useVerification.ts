import { useState } from "react";
import type { TrailEntry } from "../../api/audit";
import { messageOf } from "../../api/request";
import { keepSeen, readSeen } from "./proof/seen";
import { verifyLog, type Report } from "./proof/verification";
import { serverLog } from "./serverLog";

export type Verification =
  | { kind: "none" }
  | { kind: "checking" }
  | { kind: "insecure" }
  | { kind: "unfinished"; why: string }
  | { kind: "done"; report: Report };

export const lookedUpAtMost = 20;

export function useVerification(): { verification: Verification; verify(entries: TrailEntry[]): Promise<void> } {
  const [verification, setVerification] = useState<Verification>({ kind: "none" });
  const verify = async (entries: TrailEntry[]) => {
    // Browsers offer cryptography only in secure contexts.
    if (!globalThis.crypto?.subtle) return setVerification({ kind: "insecure" });
    setVerification({ kind: "checking" });
    try {
      const report = await verifyLog(serverLog, readSeen(), entries.slice(0, lookedUpAtMost), Date.now() / 1000);
      const isKept = !report.toKeep || keepSeen(report.toKeep);
      setVerification({
        kind: "done",
        report: isKept ? report : { ...report, findings: [...report.findings, { kind: "notKept" }] },
      });
    } catch (error) {
      setVerification({ kind: "unfinished", why: messageOf(error) });
    }
  };
  return { verification, verify };
}
