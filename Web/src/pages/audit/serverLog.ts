import * as api from "../../api/audit";
import { RequestError } from "../../api/request";
import type { LogSource } from "./proof/verification";

const rotationsAtMost = 100;

/** The log as the server returns it. */
export const serverLog: LogSource = {
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
