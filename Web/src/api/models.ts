import { get, post } from "./request";
import type { BaseModel, ListedModel, Model, ModelForm, ModelList, ResidencyState, UndoableAct } from "./types";

export interface ListQuery {
  query?: string;
  kind: "all" | "base" | "preset";
  state?: "active" | "inactive";
  view_option?: "created" | "shared";
  tag?: string;
  residency?: ResidencyState;
  hidden?: "true" | "false";
  base?: string;
  order_by: "name" | "created_at" | "updated_at";
  direction: "asc" | "desc";
  page: number;
}

/** About three windows of rows, so that scrolling sends few requests. */
export const modelsPerPage = 50;

export const listModels = (query: ListQuery) =>
  get<ModelList>("/api/v1/models/list", { ...query, limit: modelsPerPage });

export const listBaseModels = () => get<BaseModel[]>("/api/v1/models/base");

/** Base models that the user may read; non-administrators have no other list of them. */
export async function listReadableBaseModels(): Promise<ListedModel[]> {
  const found: ListedModel[] = [];
  for (let page = 1; ; page += 1) {
    const part = await get<ModelList>("/api/v1/models/list", {
      kind: "base", page, limit: 200, order_by: "name", direction: "asc",
    });
    found.push(...part.items);
    if (part.items.length === 0 || found.length >= part.total) return found;
  }
}

export const listTags = () => get<string[]>("/api/v1/models/tags");

export const fetchModel = (id: string) => get<ListedModel>("/api/v1/models/model", { id });

export const createModel = (form: ModelForm) => post<Model>("/api/v1/models/create", form);

export const updateModel = (form: ModelForm) => post<Model>("/api/v1/models/model/update", form);

/** `warning`: the model is off, but that could not be stored. */
type SwitchedModel = Model & { warning?: string };

export const activateModel = (id: string) => post<SwitchedModel>("/api/v1/models/model/activate", undefined, { id });

export const deactivateModel = (id: string) => post<SwitchedModel>("/api/v1/models/model/deactivate", undefined, { id });

/** What happens to the presets of a deleted base model. */
export type Dependents = "refuse" | "deactivate" | "delete";

/** Uses the bulk endpoint, because its answer contains the undo token. */
export const deleteModel = (id: string, dependents: Dependents, reason?: string) =>
  post<UndoableAct>("/api/v1/models/bulk", { action: "delete", ids: [id], dependents, reason });

export type BulkAct =
  | { action: "activate" | "deactivate" }
  | { action: "delete"; dependents: Dependents }
  | { action: "tag"; tags: string[] };

/** The filter that matches a list; lists by memory state have none, because the states change. */
export type BulkFilter = Pick<ListQuery, "query" | "kind" | "state" | "view_option" | "tag" | "base"> & { hidden?: boolean };

export type BulkTarget = { ids: string[] } | { filter: BulkFilter };

export const actOnModels = (target: BulkTarget, act: BulkAct & { reason?: string }) =>
  post<UndoableAct & { models: Model[]; deleted: string[] }>("/api/v1/models/bulk", { ...act, ...target });

/** What an import did, or would do, line by line. */
export interface ImportReport extends UndoableAct {
  dry_run: boolean;
  counts: Record<"created" | "changed" | "skipped" | "refused" | "deleted", number>;
  items: ImportItem[];
}

export interface ImportItem {
  index: number | null;
  id: string | null;
  outcome: string;
  detail: string | null;
  /** What was skipped or changed, and what the model waits for. */
  notes: { topic: string; title: string; detail: string; about: string | null }[];
  /** In a dry run, for a model that would be changed. */
  changes: Record<string, { before: unknown; after: unknown }>;
}

/** Sends the file unread: the server parses it, whatever system wrote it. */
export const importModels = (file: Blob, isDryRun: boolean) =>
  post<ImportReport>("/api/v1/models/import", file, { dry_run: isDryRun ? "true" : "false" });

/** The download address; without IDs all models that the user may write. */
export const exportAddress = (ids: string[] = []): string =>
  `/api/v1/models/export${ids.length > 0 ? `?${new URLSearchParams(ids.map((id) => ["ids", id]))}` : ""}`;

/** The presets of a base model, for the warning before it is deleted. */
export const listPresetsOn = (baseModelId: string) =>
  get<ModelList>("/api/v1/models/list", { base: baseModelId, kind: "preset", limit: 100 });
