import { get, post, remove } from "./request";

export const serverKinds = ["ollama", "llama-router", "vllm", "openai"] as const;
export type ServerKind = typeof serverKinds[number];

/** A program that runs models, as administrators see it. */
export interface ManagedRuntime {
  id: string;
  kind: string;
  source: "configuration" | "api";
  state: "active" | "draining" | "drained" | "removing" | "replacing";
  problem: string | null;
  always_loaded: boolean;
  models: number;
  loaded: number;
  requests: number;
  used_bytes: number | null;
  budget_bytes: number | null;
  /** All settings, as in the configuration. */
  settings: RuntimeSettings;
  /** Those that were given, without defaults; empty for runtimes of the configuration. */
  given: RuntimeSettings;
  revision: number | null;
  /** It can fetch models by itself. */
  can_pull: boolean;
  pulls: Pull[];
}

/** A model that a runtime fetches from its registry. */
export interface Pull {
  model: string;
  state: "running" | "done" | "failed" | "canceled";
  /** In the runtime's words. */
  step: string;
  completed_bytes: number;
  total_bytes: number | null;
  problem: string | null;
}

/** Where an API key is; never the key itself. */
export type KeySource = { env: string } | { file: string };

/** Values as text, as in the configuration; null brings a default back. */
export interface RuntimeSettings {
  url?: string;
  memory?: string | null;
  api_key?: KeySource | KeySource[] | string | null;
  models?: string[] | null;
  [key: string]: unknown;
}

const root = "/api/v1/runtimes";
const one = (id: string) => `${root}/id/${encodeURIComponent(id)}`;

export const fetchRuntimes = async () => (await get<{ items: ManagedRuntime[] }>(root)).items;

export const addRuntime = (settings: RuntimeSettings) => post<ManagedRuntime>(`${root}/create`, settings);

/** @param revision what the form began from; a later one is a conflict. */
export const updateRuntime = (id: string, settings: RuntimeSettings, revision: number | null) =>
  post<ManagedRuntime>(`${one(id)}/update`, { ...settings, ...(revision === null ? {} : { revision }) });

export const probeRuntime = (settings: RuntimeSettings) =>
  post<{ problem: string | null; models: string[] }>(`${root}/probe`, settings);

export const setDrained = (id: string, isDrained: boolean) =>
  post<ManagedRuntime>(`${one(id)}/${isDrained ? "drain" : "resume"}`, {});

export const removeRuntime = (id: string) => remove<true>(`${one(id)}/delete`);

export const pullModel = (id: string, model: string) => post<ManagedRuntime>(`${one(id)}/pull`, { model });

export const cancelPull = (id: string, model: string) => post<ManagedRuntime>(`${one(id)}/pull/cancel`, { model });
