import { get, post } from "./request";
import type { ListedModel, Model } from "./types";

export interface Revision {
  id: string;
  model_id: string;
  parent_id: string | null;
  revision: number;
  action: string;
  user_id: string;
  user: { name: string } | null;
  commit_message: string | null;
  created_at: number;
}

export interface RevisionDifference {
  from: Revision;
  to: Revision;
  changes: Record<string, { before: unknown; after: unknown }>;
}

/** Fixed by the API. */
export const revisionsPerPage = 20;

export const listRevisions = (id: string, page: number) =>
  get<Revision[]>("/api/v1/models/model/history", { id, page });

/** @param from a revision's ID or a revision number, like `to` */
export const fetchDifference = (id: string, from: string | number, to: string | number) =>
  get<RevisionDifference>("/api/v1/models/model/history/diff", { id, from, to });

export const rollBackTo = (id: string, revision: number) =>
  post<Model>("/api/v1/models/model/update/version", { revision }, { id });

/** Every model as it was at that time. */
export const listModelsAt = (at: string) => get<{ data: ListedModel[]; at: number }>("/api/v1/models/", { at });
