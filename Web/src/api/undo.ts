import { get, post } from "./request";
import type { UndoableAct } from "./types";

/** A change of the last day that the user can undo. */
export interface RecentAct {
  id: string;
  /** The action's name in the audit trail. */
  action: string;
  done_at: number;
  undo_until: number;
  undone_at: number | null;
  /** erased: the person's data was erased, so they can't be restored */
  state: "open" | "undone" | "erased";
  model_count: number;
  /** The deleted person or group, then the first of the models. */
  targets: { type: "model" | "user" | "group"; id: string; name: string | null }[];
}

export interface Undone extends UndoableAct {
  models: { id: string; name: string }[];
  deleted: string[];
  /** The restored person or group, and what could not be restored with them. */
  restored?: { type: "user" | "group"; id: string; name: string; skipped: { type: string; id: string; reason: string }[] };
}

export const listRecentActs = async (): Promise<RecentAct[]> =>
  (await get<{ items: RecentAct[] }>("/api/v1/undo")).items;

/** @param token the undo token, or the change's ID in the list */
export const undoAct = (token: string) => post<Undone>("/api/v1/undo", { token });
