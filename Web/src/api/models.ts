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

/** So many at once: some three windows full, so that few questions are asked while one scrolls. */
export const modelsPerPage = 50;

export const listModels = (query: ListQuery) =>
  get<ModelList>("/api/v1/models/list", { ...query, limit: modelsPerPage });

export const listBaseModels = () => get<BaseModel[]>("/api/v1/models/base");

/** Base models with an entry that one may read, which is how those who are no administrators learn of them. */
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

/** `warning`: it is switched off, but that could not be stored. */
type SwitchedModel = Model & { warning?: string };

export const activateModel = (id: string) => post<SwitchedModel>("/api/v1/models/model/activate", undefined, { id });

export const deactivateModel = (id: string) => post<SwitchedModel>("/api/v1/models/model/deactivate", undefined, { id });

/** What becomes of the presets that stand on a base model which is deleted. */
export type Dependents = "refuse" | "deactivate" | "delete";

/** The act on many models, because its answer's body holds what undoes it. */
export const deleteModel = (id: string, dependents: Dependents, reason?: string) =>
  post<UndoableAct>("/api/v1/models/bulk", { action: "delete", ids: [id], dependents, reason });

export type BulkAct =
  | { action: "activate" | "deactivate" }
  | { action: "delete"; dependents: Dependents }
  | { action: "tag"; tags: string[] };

/** Which models a list has; of a list of states in memory there is none, because they change by themselves. */
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
  /** What was left out or altered, and what it waits for. */
  notes: { topic: string; title: string; detail: string; about: string | null }[];
  /** In a dry run, of a model that would be changed. */
  changes: Record<string, { before: unknown; after: unknown }>;
}

/** Sends the file as it is: the server reads it, whatever system wrote it. */
export const importModels = (file: Blob, isDryRun: boolean) =>
  post<ImportReport>("/api/v1/models/import", file, { dry_run: isDryRun ? "true" : "false" });

/** Where the browser downloads it from; without ids all that one may write. */
export const exportAddress = (ids: string[] = []): string =>
  `/api/v1/models/export${ids.length > 0 ? `?${new URLSearchParams(ids.map((id) => ["ids", id]))}` : ""}`;

/** Presets that stand on a base model, for the warning before it is deleted. */
export const listPresetsOn = (baseModelId: string) =>
  get<ModelList>("/api/v1/models/list", { base: baseModelId, kind: "preset", limit: 100 });
