import type { SkippedFile, Residency, ResidencyState, Runtime } from "../api/types";

/** A runtime whose memory figures the user may see. */
export type MeasuredRuntime = Runtime & { used_bytes: number };

export type BudgetedRuntime = MeasuredRuntime & { budget_bytes: number };

export const isMeasured = (runtime: Runtime): runtime is MeasuredRuntime => runtime.used_bytes !== null;

export const hasBudget = (runtime: Runtime): runtime is BudgetedRuntime =>
  isMeasured(runtime) && runtime.budget_bytes !== null;

/** The state of all runtimes, from the event stream. */
export interface ResidencySnapshot {
  runtimes: Runtime[];
  byBaseModel: ReadonlyMap<string, Residency>;
}

export const emptySnapshot: ResidencySnapshot = { runtimes: [], byBaseModel: new Map() };

const order: ResidencyState[] = ["loaded", "loading", "draining", "unloading", "waiting", "failed", "unloaded"];

/** Of a base model on several runtimes, the one that should answer, or else the one that comes nearest to it. */
const rankOf = ({ desired, state }: Residency) => order.indexOf(state) + (desired === "loaded" ? 0 : order.length);

export function snapshotOf(runtimes: Runtime[]): ResidencySnapshot {
  const byBaseModel = new Map<string, Residency>();
  for (const residency of runtimes.flatMap(({ models }) => models)) {
    const other = byBaseModel.get(residency.base_model);
    if (!other || rankOf(residency) < rankOf(other)) byBaseModel.set(residency.base_model, residency);
  }
  return { runtimes, byBaseModel };
}

/** Applies one base model's new state. Events don't repeat the runtime's total, so it is adjusted by the difference. */
export function withResidency(snapshot: ResidencySnapshot, residency: Residency): ResidencySnapshot {
  const runtimes = snapshot.runtimes.map((runtime) => {
    if (runtime.id !== residency.runtime) return runtime;
    const before = runtime.models.find((each) => each.base_model === residency.base_model);
    const models = before
      ? runtime.models.map((each) => (each === before ? residency : each))
      : [...runtime.models, residency];
    if (runtime.used_bytes === null) return { ...runtime, models };
    const used = runtime.used_bytes + (residency.bytes ?? 0) - (before?.bytes ?? 0);
    return { ...runtime, models, used_bytes: Math.max(0, used) };
  });
  return snapshotOf(runtimes);
}

export const withScan = (
  snapshot: ResidencySnapshot, runtime: string, files: SkippedFile[], problem: string | null,
): ResidencySnapshot =>
  snapshotOf(snapshot.runtimes.map((each) => (each.id === runtime ? { ...each, skipped_files: files, problem } : each)));
