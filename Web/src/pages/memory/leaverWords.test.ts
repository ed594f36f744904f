import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Leaver } from "../../api/residency";
import { en } from "../../words/en";
import { exampleResidency } from "./exampleResidency";
import { leaverWords } from "./leaverWords";

const leaver = (changes: Partial<Leaver> = {}): Leaver => ({ base_model: "alpha", bytes: 5, leases: 0, waiting: 0, kept: false, ...changes });
const words = (one: Leaver, residency = exampleResidency({})) =>
  leaverWords(one, residency, en.memory.plan.leaver, (at) => `at ${at}`);

describe("what would have to go", () => {
  it("is told with who uses it", () => {
    assert.deepEqual(words(leaver({ leases: 2 })), ["2 answers are running, and would be finished first"]);
    assert.deepEqual(words(leaver({ leases: 2, waiting: 1 })), ["a request waits for it"]);
  });

  it("is told with when it was used last, where nobody does", () => {
    assert.deepEqual(words(leaver(), exampleResidency({ last_used_at: 7 })), ["was last used at 7"]);
    assert.deepEqual(words(leaver()), ["nobody has used it since it was loaded"]);
  });

  it("is told to be kept, or to be on its way out", () => {
    assert.equal(words(leaver({ kept: true, leases: 1 })).length, 2);
    assert.deepEqual(words(leaver(), exampleResidency({ state: "draining" })), ["is on its way out already"]);
  });
});
