import type { Residency } from "../../api/types";
import type { BudgetedRuntime } from "../../state/residencySnapshot";

type Amounts = Pick<BudgetedRuntime, "budget_bytes" | "used_bytes">;

/** A model's share of a runtime's memory, with the number of its row. */
export interface MemoryPart {
  number: number;
  residency: Residency;
  /** Share of the whole bar, 0 to 1. */
  share: number;
}

/** Sorted by ID: numbers and rows must not move when an event arrives. */
export function inOrder(models: readonly Residency[]): Residency[] {
  return [...models].sort((one, other) => (one.base_model < other.base_model ? -1 : 1));
}

export function partsOf(runtime: BudgetedRuntime): MemoryPart[] {
  // Usage can exceed the budget for a moment; the bar then shows shares of the usage.
  const whole = Math.max(runtime.budget_bytes, runtime.used_bytes, 1);
  return inOrder(runtime.models)
    .map((residency, index) => ({ number: index + 1, residency, share: (residency.bytes ?? 0) / whole }))
    .filter(({ residency }) => (residency.bytes ?? 0) > 0);
}

/** Negative if usage exceeds the budget. */
export const freeIn = (runtime: Amounts) => runtime.budget_bytes - runtime.used_bytes;

/** Models that use more than expected, if the runtime is over budget. */
export function overrunBy(runtime: BudgetedRuntime): { model: string; bytes: number; expected: number }[] {
  if (freeIn(runtime) >= 0) return [];
  return inOrder(runtime.models).flatMap(({ base_model: model, bytes, expected_bytes: expected }) =>
    expected !== null && bytes !== null && bytes > expected ? [{ model, bytes, expected }] : []);
}

export function sumOf(runtimes: readonly BudgetedRuntime[]): Amounts {
  return {
    budget_bytes: runtimes.reduce((sum, each) => sum + each.budget_bytes, 0),
    used_bytes: runtimes.reduce((sum, each) => sum + each.used_bytes, 0),
  };
}

/** Off, unloaded, and without a problem. */
export const isIdle = (residency: Residency) =>
  residency.desired === "unloaded" && residency.state === "unloaded" && residency.waiting === 0;
