import { get, post } from "./request";
import type { JsonObject, Model, Residency } from "./types";

/** What a process got of what was asked for; null is what it does not tell. */
export interface LaunchOutcome {
  context: number | null;
  parallel: number | null;
  gpu_layers: number | null;
  layers: number | null;
  smaller: { setting: string; got: number; asked: number }[];
}

export interface LaunchPlan {
  runtime: string;
  /** Null: the runtime starts no process of its own for a model. */
  command: string[] | null;
  environment: { name: string; value: string }[];
  /** With Muster's own defaults. */
  asked: JsonObject;
  unsupported: { setting: string; reason: string }[];
  /** Why a load would fail. */
  problems: string[];
  /** The names of the runtime's other commands. */
  profiles: string[];
  /** Whether a model may have a whole command of its own there. */
  model_commands: boolean;
}

export interface LaunchReport {
  base_model: string;
  launch: JsonObject;
  state: Residency["state"] | null;
  started_with: JsonObject | null;
  changes: { setting: string; before: unknown; after: unknown }[];
  /** A process runs with other settings. */
  needs_reload: boolean;
  outcome: LaunchOutcome | null;
  runtimes: LaunchPlan[];
}

const path = "/api/v1/models/model/launch";

export const fetchLaunch = (id: string) => get<LaunchReport>(path, { id });

export const tryLaunch = (id: string, launch: JsonObject) => post<LaunchReport>(`${path}/preview`, { id, launch });

export const saveLaunch = (id: string, launch: JsonObject, revision: number) =>
  post<Model>(path, { id, launch, revision });

export const saveResidencySettings = (id: string, settings: JsonObject, revision: number) =>
  post<Model>("/api/v1/models/model/residency", { id, settings, revision });

export const reloadNow = (model: string) => post<{ bytes: number | null }>("/api/v1/residency/reload", { model });
