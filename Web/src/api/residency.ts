import { below } from "../state/basePath";
import { get, post } from "./request";
import type { Pull } from "./runtimes";
import type { DownloadProgress } from "./weights";
import type { SkippedFile, RegistryChange, Residency, ResidencyState, Runtime } from "./types";

export const loadNow = (model: string) => post<{ bytes: number | null }>("/api/v1/residency/load", { model });

export const unloadNow = (model: string) => post<{ freed_bytes: number | null }>("/api/v1/residency/unload", { model });

/** Acts on the weights of the model. */
export const setPinned = (model: string, pinned: boolean) =>
  post<Residency>("/api/v1/residency/pin", { model, pinned });

/** A change of state. */
export interface StateMoment {
  at: number;
  state: ResidencyState;
  reason: string | null;
  cause: string | null;
  load_seconds: number | null;
  bytes: number | null;
  freed_bytes: number | null;
}

export interface StateHistory {
  base_model: string;
  from: number;
  to: number;
  /** Oldest first; the first may have begun before `from`. */
  items: StateMoment[];
}

export const fetchStateHistory = (model: string) =>
  get<StateHistory>("/api/v1/residency/history", { model, hours: 24 });

export type PlanVerdict = "loaded" | "fits" | "makes_room" | "waits" | "no_room" | "never_fits" | "no_weights";

export interface Victim {
  base_model: string;
  bytes: number;
  leases: number;
  waiting: number;
  pinned: boolean;
}

/** What a load would require. */
export interface LoadPlan {
  model: string;
  base_model: string;
  runtime: string;
  verdict: PlanVerdict;
  needed_bytes: number;
  budget_bytes: number | null;
  used_bytes: number;
  would_unload: Victim[];
  need: Need;
}

/** How much a model needs, and how that is known. */
export interface Need {
  bytes: number;
  stage: "stated" | "learned" | "computed" | "guessed";
  /** Null if it is not loaded. */
  measured_bytes: number | null;
  /** Why it can't be computed. */
  unknown: string | null;
  computed: { part: "weights" | "context" | "compute" | "process"; formula: string; bytes: number }[];
}

/** Bytes, or why they are unknown. */
export interface Amount {
  bytes: number | null;
  unknown: string | null;
}

/** The system's memory, or that of a GPU. */
export interface MemoryDevice {
  id: string;
  name: string;
  kind: "dedicated" | "draws_from_ram";
  total_bytes: number | null;
  used: Amount;
  free: Amount;
  source: string;
  age_seconds: number;
  notes: string[];
}

export const fetchMemoryDevices = async () => (await get<{ items: MemoryDevice[] }>("/api/v1/residency/devices", {})).items;

export const fetchLoadPlan = (model: string) => get<LoadPlan>("/api/v1/residency/plan", { model });

export interface ResidencyListener {
  opened(): void;
  snapshot(runtimes: Runtime[]): void;
  residency(residency: Residency): void;
  model(change: RegistryChange): void;
  scanned(runtime: string, files: SkippedFile[], problem: string | null): void;
  download(progress: DownloadProgress): void;
  pull(runtime: string, pull: Pull): void;
  /** Weights, downloads or their bin changed. */
  weightsChanged(): void;
  /** `isFinal`: the browser won't reconnect by itself. */
  lost(isFinal: boolean): void;
}

/** Opens the stream of server-sent events; call the returned function to close it. */
export function listenToResidency(listener: ResidencyListener): () => void {
  const source = new EventSource(below("/api/v1/residency/events"));
  const data = (event: Event) => JSON.parse((event as MessageEvent<string>).data);
  source.addEventListener("open", () => listener.opened());
  source.addEventListener("snapshot", (event) => listener.snapshot(data(event).runtimes));
  source.addEventListener("residency", (event) => listener.residency(data(event)));
  source.addEventListener("model", (event) => listener.model(data(event)));
  source.addEventListener("runtime", (event) => {
    const { runtime, skipped_files: files, problem } = data(event);
    listener.scanned(runtime, files, problem);
  });
  source.addEventListener("download", (event) => listener.download(data(event)));
  source.addEventListener("pull", (event) => {
    const { runtime, pull } = data(event);
    listener.pull(runtime, pull);
  });
  source.addEventListener("weights", () => listener.weightsChanged());
  source.addEventListener("error", () => listener.lost(source.readyState === EventSource.CLOSED));
  return () => source.close();
}
