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

/** What is told while the weights go through these states. */
function told(...states: (Residency | undefined)[]): ActivationProgress[] {
  const store = createStore<Residency | undefined>(states[0]);
  const all: ActivationProgress[] = [];
  const stop = followActivation(store, (progress) => all.push(progress), 60_000);
  for (const state of states.slice(1)) store.set(state);
  stop();
  return all;
}

describe("a model that was switched on", () => {
  it("is said to be ready when it is, and not before", () => {
    assert.deepEqual(told(off, loading, { ...loading, waiting: 1 }, loaded), [{ kind: "on" }, { kind: "loading" }, { kind: "ready" }]);
    assert.deepEqual(told(loaded), [{ kind: "ready" }]);
  });

  it("is never said to be ready where it failed, which is told with its reason", () => {
    assert.deepEqual(told(loading, failed), [{ kind: "loading" }, { kind: "failed", why: "no room" }]);
    assert.deepEqual(told(failed, loading, loaded).map(({ kind }) => kind), ["failed", "loading", "ready"]);
  });

  it("is told of no more once it is ready, or switched off", () => {
    assert.deepEqual(told(loaded, off, failed), [{ kind: "ready" }]);
    assert.deepEqual(told(loading, off, failed), [{ kind: "loading" }]);
  });

  it("whose weights nothing is known of is on, and nothing more", () => {
    assert.deepEqual(told(undefined), [{ kind: "on" }]);
  });
});
