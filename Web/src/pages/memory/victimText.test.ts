import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Victim } from "../../api/residency";
import { en } from "../../strings/en";
import { exampleResidency } from "./exampleResidency";
import { victimText } from "./victimText";

const victim = (changes: Partial<Victim> = {}): Victim => ({ base_model: "alpha", bytes: 5, leases: 0, waiting: 0, pinned: false, ...changes });
const textOf = (one: Victim, residency = exampleResidency({})) =>
  victimText(one, residency, en.memory.plan.victim, (at) => `at ${at}`);

describe("what would have to go", () => {
  it("shows its running requests", () => {
    assert.deepEqual(textOf(victim({ leases: 2 })), ["2 running answers finish first"]);
    assert.deepEqual(textOf(victim({ leases: 2, waiting: 1 })), ["1 waiting request"]);
  });

  it("shows its last use if there are no requests", () => {
    assert.deepEqual(textOf(victim(), exampleResidency({ last_used_at: 7 })), ["last used at 7"]);
    assert.deepEqual(textOf(victim()), ["not used since it was loaded"]);
  });

  it("is shown as pinned, or as already unloading", () => {
    assert.equal(textOf(victim({ pinned: true, leases: 1 })).length, 2);
    assert.deepEqual(textOf(victim(), exampleResidency({ state: "draining" })), ["already unloading"]);
  });
});
