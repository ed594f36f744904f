import { get, post } from "./request";
import type { UndoableAct } from "./types";

/** What one did within the last day, and can undo. */
export interface RecentAct {
  id: string;
  /** As the audit trail names it. */
  action: string;
  done_at: number;
  undo_until: number;
  undone_at: number | null;
  /** erased: the person's data was erased, they cannot come back */
  state: "open" | "undone" | "erased";
  /** How many models it changed. */
  model_count: number;
  /** The person or group that it removed, then the first of the models. */
  targets: { type: "model" | "user" | "group"; id: string; name: string | null }[];
}

export interface Undone extends UndoableAct {
  models: { id: string; name: string }[];
  deleted: string[];
  /** The person or group that came back, and what could not be restored with them. */
  restored?: { type: "user" | "group"; id: string; name: string; left_out: { type: string; id: string; why: string }[] };
}

export const listRecentActs = async (): Promise<RecentAct[]> =>
  (await get<{ items: RecentAct[] }>("/api/v1/undo")).items;

/** @param token what the act's answer held, or its id in the list */
export const undoAct = (token: string) => post<Undone>("/api/v1/undo", { token });
