import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { BaseModel, Residency } from "../../api/types";
import { en } from "../../strings/en";
import { statusOf as describeStatus } from "./modelStatus";

type Given = Parameters<typeof describeStatus>;
const statusOf = (model: Given[0], bases: Given[1], residencies: Given[2]) =>
  describeStatus(model, bases, residencies, en.models);

const residency = (changes: Partial<Residency>): Residency => ({
  base_model: "alpha", runtime: "local", desired: "loaded", state: "loaded", reason: null, cause: null, since: 1,
  retry_at: null, bytes: 5, expected_bytes: null, leases: 0, waiting: 0, load_seconds: null, pid: null, pinned: false, last_used_at: null,
  file: null, loaded_file: null, outdated: false, launch_changed: false, outcome: null, ...changes,
});
const base = (changes: Partial<BaseModel>): BaseModel => ({
  id: "alpha", name: "alpha", runtime: "local", file_bytes: 1, clashes_with: null, registered: true, is_active: true, model: null,
  residency: null, ...changes,
});
const preset = { id: "coder", base_model_id: "alpha", is_active: true };
const residencies = (...all: Residency[]) => new Map(all.map((each) => [each.base_model, each]));

describe("the status of a base model", () => {
  it("says that another runtime has other weights of its name", () => {
    const far = { id: "far/alpha", base_model_id: null, is_active: true };
    const bases = [base({ id: "far/alpha", runtime: "far", clashes_with: "near" })];
    assert.ok(statusOf(far, bases, residencies()).clash?.includes("near"));
    assert.equal(statusOf({ ...far, base_model_id: "far/alpha" }, bases, residencies()).clash, undefined);
    assert.equal(statusOf(far, undefined, residencies()).clash, undefined);
  });
});

describe("the status of a preset", () => {
  it("is that of the weights of its base model", () => {
    const status = statusOf(preset, [base({})], residencies(residency({})));
    assert.equal(status.state, "loaded");
    assert.equal(status.obstacle, undefined);
    assert.ok(status.canUnload && !status.canLoad);
  });

  it("says when the base model's own entry is off", () => {
    const status = statusOf(preset, [base({ is_active: false })], residencies(residency({ state: "unloaded" })));
    assert.equal(status.obstacle, "base model is off");
    assert.ok(!status.canLoad);
  });

  it("does not mind a base model without an entry", () => {
    const bases = [base({ registered: false, is_active: false })];
    assert.equal(statusOf(preset, bases, residencies(residency({}))).obstacle, undefined);
  });

  it("says when no runtime has the weights", () => {
    const status = statusOf(preset, [], residencies());
    assert.equal(status.text, "No weights");
    assert.equal(status.obstacle, "no runtime has “alpha”");
  });

  it("is on or off for users who may not see residency", () => {
    assert.equal(statusOf(preset, undefined, residencies()).text, "On");
    assert.equal(statusOf({ ...preset, is_active: false }, undefined, residencies()).text, "Off");
    assert.equal(statusOf(preset, undefined, residencies()).obstacle, undefined);
  });
});

describe("a model that is off", () => {
  it("says when its weights stay in memory for others", () => {
    const off = { ...preset, is_active: false };
    assert.ok(statusOf(off, [base({})], residencies(residency({}))).isHeldByOthers);
    assert.ok(!statusOf(off, [base({})], residencies(residency({ desired: "unloaded" }))).isHeldByOthers);
    assert.ok(!statusOf(preset, [base({})], residencies(residency({}))).isHeldByOthers);
  });
});

describe("a reason", () => {
  const reasonOf = (changes: Partial<Residency>) =>
    statusOf(preset, [base({})], residencies(residency({ reason: "why", ...changes }))).reason;

  it("is shown for failures and while the state is not the desired one", () => {
    assert.equal(reasonOf({ state: "failed" }), "why");
    assert.equal(reasonOf({ state: "unloaded", desired: "loaded" }), "why");
  });

  it("is hidden in the desired state", () => {
    assert.equal(reasonOf({ state: "loaded" }), undefined);
  });
});

describe("a failed model", () => {
  it("offers to try again, as long as it is on", () => {
    const failed = residencies(residency({ state: "failed" }));
    assert.ok(statusOf(preset, [base({})], failed).canRetry);
    assert.ok(!statusOf({ ...preset, is_active: false }, [base({})], failed).canRetry);
  });
});
