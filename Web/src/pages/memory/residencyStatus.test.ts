import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Residency } from "../../api/types";
import { exampleResidency as residency } from "./exampleResidency";
import { availableAction, progressOf, reasonOf, secondsToRetry, ticks } from "./residencyStatus";

describe("the act that is offered", () => {
  const cases: [Residency["desired"], Residency["state"], ReturnType<typeof availableAction>][] = [
    ["loaded", "loaded", "unload"], ["loaded", "loading", "unload"], ["loaded", "unloaded", "load"],
    ["loaded", "failed", "load"], ["loaded", "draining", "load"],
    ["unloaded", "unloaded", undefined], ["unloaded", "draining", undefined], ["unloaded", "failed", undefined],
  ];
  for (const [desired, state, act] of cases) {
    it(`is ${act ?? "none"} for what is ${state} and wanted ${desired}`, () => assert.equal(availableAction({ desired, state, pinned: false }), act));
  }

  it("is no unload for a pinned model", () => {
    assert.equal(availableAction({ desired: "loaded", state: "loaded", pinned: true }), undefined);
    assert.equal(availableAction({ desired: "loaded", state: "failed", pinned: true }), "load");
  });
});

describe("the progress of a load", () => {
  it("is measured by the last one", () => {
    assert.deepEqual(progressOf({ since: 100, load_seconds: 8 }, 102), { kind: "known", elapsed: 2, last: 8 });
  });

  it("is not known when there was none, or when it takes longer", () => {
    assert.deepEqual(progressOf({ since: 100, load_seconds: null }, 102), { kind: "unknown", elapsed: 2, last: null });
    assert.deepEqual(progressOf({ since: 100, load_seconds: 1 }, 102), { kind: "unknown", elapsed: 2, last: 1 });
  });

  it("does not begin below zero", () => {
    assert.equal(progressOf({ since: 100, load_seconds: null }, 99).elapsed, 0);
  });
});

describe("the next try", () => {
  it("is counted down and stops at now", () => {
    assert.equal(secondsToRetry({ state: "failed", retry_at: 110 }, 100.4), 10);
    assert.equal(secondsToRetry({ state: "failed", retry_at: 110 }, 120), 0);
    assert.equal(secondsToRetry({ state: "failed", retry_at: null }, 100), undefined);
  });
});

describe("what changes with every second", () => {
  it("is what loads and what is tried again", () => {
    assert.ok(ticks(residency({ state: "loading" })) && ticks(residency({ state: "failed", retry_at: 9 })));
    assert.ok(!ticks(residency({})) && !ticks(residency({ state: "failed" })));
  });
});

describe("a reason", () => {
  it("is shown while the state is not the desired one", () => {
    assert.equal(reasonOf(residency({ reason: "why", state: "unloaded" })), "why");
    assert.equal(reasonOf(residency({ reason: "why", state: "failed", desired: "unloaded" })), "why");
    assert.equal(reasonOf(residency({ reason: "why" })), undefined);
  });
});
