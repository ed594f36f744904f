import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { BudgetedRuntime } from "../../state/residencySnapshot";
import { exampleResidency as residency } from "./exampleResidency";
import { freeIn, isIdle, overrunBy, partsOf, sumOf } from "./memoryParts";

const runtime = (changes: Partial<BudgetedRuntime>): BudgetedRuntime =>
  ({ id: "local", kind: "process", always_loaded: false, budget_bytes: 100, used_bytes: 0, idle_unload_seconds: null, skipped_files: [], problem: null, models: [], ...changes });

describe("the parts of a runtime's memory", () => {
  const models = [
    residency({ base_model: "gamma", bytes: 20 }), residency({ base_model: "alpha", bytes: 30 }),
    residency({ base_model: "beta", bytes: 0 }),
  ];

  it("keep the numbers of their rows, also where a row between has nothing in memory", () => {
    const parts = partsOf(runtime({ models, used_bytes: 50 }));
    assert.deepEqual(parts.map(({ number, residency, share }) => [number, residency.base_model, share]), [
      [1, "alpha", 0.3], [3, "gamma", 0.2],
    ]);
  });

  it("share what is in use when that is more than the budget", () => {
    const parts = partsOf(runtime({ models, budget_bytes: 25, used_bytes: 50 }));
    assert.deepEqual(parts.map((part) => part.share), [0.6, 0.4]);
  });
});

describe("free memory", () => {
  it("is what the budget leaves, and less than nothing when that is exceeded", () => {
    assert.equal(freeIn(runtime({ used_bytes: 30 })), 70);
    assert.equal(freeIn(runtime({ used_bytes: 130 })), -30);
  });

  it("is counted over all runtimes", () => {
    assert.deepEqual(sumOf([runtime({ used_bytes: 1 }), runtime({ used_bytes: 2 })]), { budget_bytes: 200, used_bytes: 3 });
  });
});

describe("memory beyond the budget", () => {
  const models = [
    residency({ base_model: "alpha", bytes: 302, expected_bytes: 242 }), residency({ base_model: "beta", bytes: 50, expected_bytes: 50 }),
  ];

  it("is put down to the models that took more than was expected", () => {
    assert.deepEqual(overrunBy(runtime({ models, budget_bytes: 300, used_bytes: 352 })), [{ model: "alpha", bytes: 302, expected: 242 }]);
  });

  it("is none as long as the budget holds", () => {
    assert.deepEqual(overrunBy(runtime({ models, budget_bytes: 352, used_bytes: 352 })), []);
  });
});

describe("a model with nothing to tell", () => {
  it("is off, out of memory and not waited for", () => {
    const idle = { desired: "unloaded", state: "unloaded" } as const;
    assert.ok(isIdle(residency(idle)));
    assert.ok(!isIdle(residency({ ...idle, desired: "loaded" })));
    assert.ok(!isIdle(residency({ ...idle, state: "unloading" })));
    assert.ok(!isIdle(residency({ ...idle, waiting: 1 })));
  });
});
