import type { Residency } from "../api/types";

/** The progress of a model that was switched on. */
export type ActivationProgress =
  | { kind: "on" }
  | { kind: "loading" }
  | { kind: "ready" }
  | { kind: "waiting" }
  | { kind: "failed"; why: string };

/** @param residency of the weights; undefined: unknown, or not visible to the user */
export function activationProgress(residency: Residency | undefined): ActivationProgress {
  if (!residency) return { kind: "on" };
  switch (residency.state) {
    case "loaded": return { kind: "ready" };
    case "loading": return { kind: "loading" };
    case "waiting": return { kind: "waiting" };
    case "failed": return { kind: "failed", why: residency.reason ?? "" };
    // Nothing needs the weights (the base model is off), or the event that something does has not arrived yet.
    default: return { kind: residency.desired === "loaded" ? "loading" : "on" };
  }
}

interface Watched {
  get(): Residency | undefined;
  subscribe(listener: () => void): () => void;
}

/**
 * Reports the progress of a load after switching on, each time it changes, until the model is ready.
 *
 * Continues after a failure: Muster may retry.
 * @param limitMilliseconds stops after this time
 * @returns a function that stops it
 */
export function followActivation(
  watched: Watched, tell: (progress: ActivationProgress) => void, limitMilliseconds: number,
): () => void {
  let last = "";
  let unsubscribe = () => {};
  const stop = () => {
    unsubscribe();
    clearTimeout(timer);
  };
  const timer = setTimeout(() => stop(), limitMilliseconds);
  const look = () => {
    const progress = activationProgress(watched.get());
    const said = JSON.stringify(progress);
    if (said === last) return;
    // Nothing needs it any more: it was switched off elsewhere, which is reported there.
    const isOff = last !== "" && progress.kind === "on";
    last = said;
    if (isOff || progress.kind === "ready") stop();
    if (!isOff) tell(progress);
  };
  unsubscribe = watched.subscribe(look);
  look();
  return stop;
}
