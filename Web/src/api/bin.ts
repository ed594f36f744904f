import { get, post } from "./request";
import type { Model } from "./types";

export interface BinEntry {
  id: string;
  /** Identifies the entry: the bin may contain the same model ID more than once. */
  version_id: string;
  revision: number;
  name: string;
  base_model_id: string | null;
  owner_id: string;
  deleted_at: number;
  deleted_by: { id: string; name: string };
  reason: string | null;
  /** When it is deleted permanently; null: never. */
  purge_at: number | null;
}

export interface BinList {
  items: BinEntry[];
  total: number;
}

/** Fixed by the API. */
export const binPerPage = 50;

export const listBin = (page: number) => get<BinList>("/api/v1/models/bin", { page });

/** @param otherId where its own ID is in use again */
export const restoreFromBin = (entry: BinEntry, otherId?: string) =>
  post<Model>("/api/v1/models/bin/restore", { version_id: entry.version_id, as: otherId });

export const purgeFromBin = (entry: BinEntry, confirm: string) =>
  post<boolean>("/api/v1/models/bin/purge", { version_id: entry.version_id, confirm });
