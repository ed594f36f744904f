import { get } from "./request";
import type { AuditEntry, ListedModel, ModelList } from "./types";

/** An audit entry about weights; amounts are in `audit_metadata`. */
export type MemoryEntry = Omit<AuditEntry, "audit_metadata"> & {
  audit_metadata: (AuditEntry["audit_metadata"] & { bytes?: number; freed_bytes?: number }) | null;
};

export interface MemoryEntries {
  items: MemoryEntry[];
  /** Cursor to older entries; null at the end. */
  next: string | null;
}

export interface MemoryEntriesQuery {
  entity_id?: string;
  before?: string;
}

export const entriesPerPage = 30;

export const listMemoryEntries = (query: MemoryEntriesQuery) =>
  get<MemoryEntries>("/api/v1/audit/logs", { ...query, entity_type: "residency", limit: entriesPerPage });

/** Presets with the text in their name or ID; the weights themselves come from the event stream. */
export const findPresets = async (query: string): Promise<ListedModel[]> =>
  (await get<ModelList>("/api/v1/models/list", { query, kind: "preset", limit: 8, order_by: "name", direction: "asc" })).items;

/** All active models: they are why weights should be loaded. */
export async function listActiveModels(): Promise<ListedModel[]> {
  const found: ListedModel[] = [];
  for (let page = 1; ; page += 1) {
    const part = await get<ModelList>("/api/v1/models/list", {
      kind: "all", state: "active", page, limit: 200, order_by: "name", direction: "asc",
    });
    found.push(...part.items);
    if (part.items.length === 0 || found.length >= part.total) return found;
  }
}
