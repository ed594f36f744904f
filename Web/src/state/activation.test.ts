import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Residency } from "../api/types";
import { exampleResidency } from "../pages/memory/exampleResidency";
import { followActivation, type ActivationProgress } from "./activation";
import { createStore } from "./store";

const off = exampleResidency({ state: "unloaded", desired: "unloaded" });
const loading = exampleResidency({ state: "loading" });
const loaded = exampleResidency({ state: "loaded" });
const failed = exampleResidency({ state: "failed", reason: "no room" });

/** What is reported while the weights go through these states. */
function reported(...states: (Residency | undefined)[]): ActivationProgress[] {
  const store = createStore<Residency | undefined>(states[0]);
  const all: ActivationProgress[] = [];
  const stop = followActivation(store, (progress) => all.push(progress), 60_000);
  for (const state of states.slice(1)) store.set(state);
  stop();
  return all;
}

describe("a model that was switched on", () => {
  it("is said to be ready when it is, and not before", () => {
    assert.deepEqual(reported(off, loading, { ...loading, waiting: 1 }, loaded), [{ kind: "on" }, { kind: "loading" }, { kind: "ready" }]);
    assert.deepEqual(reported(loaded), [{ kind: "ready" }]);
  });

  it("reports a failure with its reason, and never as ready", () => {
    assert.deepEqual(reported(loading, failed), [{ kind: "loading" }, { kind: "failed", why: "no room" }]);
    assert.deepEqual(reported(failed, loading, loaded).map(({ kind }) => kind), ["failed", "loading", "ready"]);
  });

  it("waits for memory, which is no failure", () => {
    const waiting = exampleResidency({ state: "waiting", reason: "not enough memory" });
    assert.deepEqual(reported(off, waiting, loading, loaded).map(({ kind }) => kind), ["on", "waiting", "loading", "ready"]);
  });

  it("reports nothing after it is ready or switched off", () => {
    assert.deepEqual(reported(loaded, off, failed), [{ kind: "ready" }]);
    assert.deepEqual(reported(loading, off, failed), [{ kind: "loading" }]);
  });

  it("is only “on” if nothing is known of its weights", () => {
    assert.deepEqual(reported(undefined), [{ kind: "on" }]);
  });
});
