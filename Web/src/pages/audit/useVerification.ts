import { useState } from "react";
import * as api from "../../api/audit";
import type { TrailEntry } from "../../api/audit";
import { messageOf, RequestError } from "../../api/request";
import { keepSeen, readSeen } from "./proof/seen";
import { type LogSource, type Report, verifyLog } from "./proof/verification";

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
        report: isKept ? report : { ...report, findings: [...report.findings, { kind: "notStored" }] },
      });
    } catch (error) {
      setVerification({ kind: "unfinished", why: messageOf(error) });
    }
  };
  return { verification, verify };
}

const rotationsAtMost = 100;

/** The log as the server returns it. */
const serverLog: LogSource = {
  checkpoint: api.fetchCheckpoint,
  key: api.fetchLogKey,
  consistency: async (from, to) => (await unlessRefused(api.fetchConsistency(from, to)))?.path,
  inclusion: (id, size) => unlessRefused(api.fetchInclusion(id, size)),
  line: async (id) => (await unlessRefused(api.fetchProvenEntry(id)))?.line,
  async rotations() {
    const { items } = await api.listTrail({ action: "audit.key_rotate", outcome: "ok" }, rotationsAtMost);
    return Promise.all(items.map(async ({ id }) => (await api.fetchProvenEntry(id)).line));
  },
};

const refusals = [400, 404, 409, 422];

/** A refused proof counts as missing; other failures say nothing about the log. */
async function unlessRefused<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof RequestError && refusals.includes(error.status)) return undefined;
    throw error;
  }
}
