import { get, getText, post, queryString } from "./request";
import type { AuditEntry } from "./types";

const audit = "/api/v1/audit";

export interface TrailEntry extends AuditEntry {
  /** Its position in the log, from 0; null until it has one. */
  index: number | null;
}

/** Names for the IDs in entries; for deleted things the last known name. */
export interface TrailNames {
  users: Record<string, string>;
  groups: Record<string, string>;
  models: Record<string, string>;
}

export interface TrailPage {
  items: TrailEntry[];
  names: TrailNames;
  /** Counts up to 1,000. */
  total: number;
  is_total_exact: boolean;
  next: string | null;
}

export interface ProvenEntry {
  entry: TrailEntry;
  line: string;
  leaf_hash: string;
  names: TrailNames;
}

/** The filters of the list, as the API names them. */
export interface TrailFilters {
  q?: string;
  user_id?: string;
  action?: string;
  entity_type?: string;
  entity_id?: string;
  outcome?: string;
  from?: number;
  to?: number;
}

export const largestTrailPage = 1000;

export const listTrail = (filters: TrailFilters, limit: number, before?: string) =>
  get<TrailPage>(`${audit}/logs`, { ...filters, limit, before });

export const fetchProvenEntry = (id: string) => get<ProvenEntry>(`${audit}/logs/${encodeURIComponent(id)}`);

/** The latest one, as a C2SP signed note. */
export const fetchCheckpoint = () => getText(`${audit}/checkpoint`);

/** The public key, as a C2SP verifier key. */
export const fetchLogKey = () => getText(`${audit}/key`);

export const exchangeLogKey = (reason: string) =>
  post<{ status: boolean; key: string }>(`${audit}/key/rotate`, reason ? { reason } : {});

export const checkpointAddress = `${audit}/checkpoint`;
export const logKeyAddress = `${audit}/key`;

export const fetchInclusion = (id: string, size: number) =>
  get<{ index: number; path: string[] }>(`${audit}/proof/inclusion`, { id, size });

export const fetchConsistency = (from: number, to: number) =>
  get<{ path: string[] }>(`${audit}/proof/consistency`, { from, to });

export type ExportFormat = "jsonl" | "csv" | "names" | "leaves";

export const exportAddress = (format: ExportFormat, filters: TrailFilters, size?: number) =>
  `${audit}/export${queryString({ format, size, ...filters })}`;
