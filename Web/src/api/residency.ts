import { post } from "./request";
import type { RegistryChange, Residency, Runtime } from "./types";

export const loadNow = (model: string) => post<{ bytes: number }>("/api/v1/residency/load", { model });

export const unloadNow = (model: string) => post<{ freed_bytes: number }>("/api/v1/residency/unload", { model });

export interface ResidencyListener {
  opened(): void;
  snapshot(runtimes: Runtime[]): void;
  residency(residency: Residency): void;
  model(change: RegistryChange): void;
  /** `isFinal`: the browser will not try again by itself (the server refused, or it is gone for good). */
  lost(isFinal: boolean): void;
}

/** Opens the stream of server-sent events; the answer closes it. */
export function listenToResidency(listener: ResidencyListener): () => void {
  const source = new EventSource("/api/v1/residency/events");
  const data = (event: Event) => JSON.parse((event as MessageEvent<string>).data);
  source.addEventListener("open", () => listener.opened());
  source.addEventListener("snapshot", (event) => listener.snapshot(data(event).runtimes));
  source.addEventListener("residency", (event) => listener.residency(data(event)));
  source.addEventListener("model", (event) => listener.model(data(event)));
  source.addEventListener("error", () => listener.lost(source.readyState === EventSource.CLOSED));
  return () => source.close();
}
