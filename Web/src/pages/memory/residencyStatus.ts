import type { Residency } from "../../api/types";

/** The available action. The server refuses to load what nobody needs and to unload what is pinned. */
export function availableAction(residency: Pick<Residency, "desired" | "state" | "pinned">): "load" | "unload" | undefined {
  if (residency.state === "loaded" || residency.state === "loading") return residency.pinned ? undefined : "unload";
  return residency.desired === "loaded" ? "load" : undefined;
}

export type LoadProgress =
  | { kind: "known"; elapsed: number; last: number }
  /** Never loaded before, or slower than the last time: the remaining time is unknown. */
  | { kind: "unknown"; elapsed: number; last: number | null };

export function progressOf(residency: Pick<Residency, "since" | "load_seconds">, now: number): LoadProgress {
  // The server's clock may be a little ahead.
  const elapsed = Math.max(0, now - residency.since);
  const last = residency.load_seconds;
  return last !== null && elapsed <= last ? { kind: "known", elapsed, last } : { kind: "unknown", elapsed, last };
}

/** Undefined if there is no automatic retry. */
export function secondsToRetry(residency: Pick<Residency, "state" | "retry_at">, now: number): number | undefined {
  if (residency.state !== "failed" || residency.retry_at === null) return undefined;
  return Math.max(0, Math.ceil(residency.retry_at - now));
}

/** Whether its display changes every second. */
export const ticks = (residency: Residency) =>
  residency.state === "loading" || secondsToRetry(residency, 0) !== undefined;

/** The reason for a state that is not the desired one. */
export function reasonOf(residency: Residency): string | undefined {
  const isAsDesired = residency.state === residency.desired;
  return residency.reason && (residency.state === "failed" || !isAsDesired) ? residency.reason : undefined;
}
