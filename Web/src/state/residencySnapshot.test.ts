import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Residency } from "../api/types";
import { isMeasured, snapshotOf, withResidency, type MeasuredRuntime } from "./residencySnapshot";

const residency = (changes: Partial<Residency>): Residency => ({
  base_model: "alpha", runtime: "local", desired: "loaded", state: "unloaded", reason: null, cause: null, since: 1,
  retry_at: null, bytes: 0, expected_bytes: null, leases: 0, waiting: 0, load_seconds: null, pid: null, pinned: false, last_used_at: null,
  file: null, loaded_file: null, outdated: false, launch_changed: false, outcome: null, ...changes,
});
const runtime = (models: Residency[], used: number): MeasuredRuntime =>
  ({ id: "local", kind: "process", always_loaded: false, budget_bytes: 100, used_bytes: used, idle_unload_seconds: null, models, skipped_files: [], problem: null });

describe("the residency snapshot", () => {
  it("replaces the state of a base model and moves the sum by its difference", () => {
    const before = snapshotOf([runtime([residency({ bytes: 10 }), residency({ base_model: "beta", bytes: 5 })], 15)]);
    const after = withResidency(before, residency({ state: "loaded", bytes: 40 }));
    assert.equal(after.byBaseModel.get("alpha")?.state, "loaded");
    assert.equal(after.runtimes[0]?.used_bytes, 45);
    assert.equal(after.runtimes[0]?.models.length, 2);
  });

  it("takes in a base model that it did not know", () => {
    const after = withResidency(snapshotOf([runtime([], 0)]), residency({ base_model: "new/one", bytes: 7 }));
    assert.equal(after.byBaseModel.get("new/one")?.bytes, 7);
    assert.equal(after.runtimes[0]?.used_bytes, 7);
  });

  it("reports only “on” if the user may not see residency", () => {
    const before = snapshotOf([{ ...runtime([], 0), budget_bytes: null, used_bytes: null }]);
    const after = withResidency(before, residency({ state: "loaded", bytes: 7 }));
    assert.equal(after.byBaseModel.get("alpha")?.state, "loaded");
    assert.equal(after.runtimes[0]?.used_bytes, null);
    assert.deepEqual(after.runtimes.filter(isMeasured), []);
  });

  it("shows a base model that several runtimes have as the one that should answer", () => {
    const near = residency({ state: "unloaded", desired: "unloaded" });
    const far = residency({ runtime: "far", state: "loading" });
    const before = snapshotOf([runtime([near], 0), { ...runtime([far], 0), id: "far" }]);
    assert.equal(before.byBaseModel.get("alpha")?.runtime, "far");
    const after = withResidency(before, { ...near, desired: "loaded", state: "loaded" });
    assert.equal(after.byBaseModel.get("alpha")?.runtime, "local");
  });

  it("leaves other runtimes alone", () => {
    const before = snapshotOf([runtime([], 3)]);
    assert.deepEqual(withResidency(before, residency({ runtime: "elsewhere" })).runtimes, before.runtimes);
  });
});
