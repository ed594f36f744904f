import type { Residency } from "../api/types";

/** What can be said of a model that was switched on, as far as its weights are. */
export type Progress =
  | { kind: "on" }
  | { kind: "loading" }
  | { kind: "ready" }
  | { kind: "failed"; why: string };

/** @param residency of the weights; undefined: nothing is known of them, or not told to the person */
export function progressOf(residency: Residency | undefined): Progress {
  if (!residency) return { kind: "on" };
  switch (residency.state) {
    case "loaded": return { kind: "ready" };
    case "loading": return { kind: "loading" };
    case "failed": return { kind: "failed", why: residency.reason ?? "" };
    // Nothing wants the weights (the base model is off), or the word that something does is still on its way.
    default: return { kind: residency.desired === "loaded" ? "loading" : "on" };
  }
}

interface Watched {
  get(): Residency | undefined;
  subscribe(listener: () => void): () => void;
}

/**
 * Tells how the load goes that a switch has begun, each time it says something new, until the model is ready.
 *
 * After a failure it goes on listening: Muster may try again.
 * @param limitMilliseconds after which nobody is interested any more
 * @returns stops it
 */
export function followLoad(
  watched: Watched, tell: (progress: Progress) => void, limitMilliseconds: number,
): () => void {
  let last = "";
  let unsubscribe = () => {};
  const stop = () => {
    unsubscribe();
    clearTimeout(timer);
  };
  const timer = setTimeout(() => stop(), limitMilliseconds);
  const look = () => {
    const progress = progressOf(watched.get());
    const said = JSON.stringify(progress);
    if (said === last) return;
    // Back to where nothing wants it: switched off elsewhere, which is told there.
    const isOff = last !== "" && progress.kind === "on";
    last = said;
    if (isOff || progress.kind === "ready") stop();
    if (!isOff) tell(progress);
  };
  unsubscribe = watched.subscribe(look);
  look();
  return stop;
}
