import type { StateHistory, StateMoment } from "../../api/residency";
import type { ResidencyState } from "../../api/types";

/** The kinds of states in the bar; loading and unloading are one. */
export const spanKinds = ["loaded", "passing", "failed", "unloaded"] as const;
export type SpanKind = typeof spanKinds[number];

export interface StateSpan {
  from: number;
  to: number;
  moment: StateMoment;
}

const kinds: Record<ResidencyState, SpanKind> = {
  loaded: "loaded", waiting: "unloaded", loading: "passing", draining: "passing", unloading: "passing", failed: "failed", unloaded: "unloaded",
};

export const kindOf = (state: ResidencyState): SpanKind => kinds[state];

/** Each state with its time, clipped to the window. */
export function spansOf({ from, to, items }: StateHistory): StateSpan[] {
  return items
    .map((moment, index) => ({
      moment, from: Math.max(from, moment.at), to: Math.min(to, items[index + 1]?.at ?? to),
    }))
    .filter((span) => span.to >= span.from && span.to > from);
}

/** Total duration of each kind, in seconds. */
export function timeByKind(spans: readonly StateSpan[]): Record<SpanKind, number> {
  const sums: Record<SpanKind, number> = { loaded: 0, passing: 0, failed: 0, unloaded: 0 };
  for (const span of spans) sums[kindOf(span.moment.state)] += span.to - span.from;
  return sums;
}

export interface LoadTimes {
  count: number;
  last: number;
  median: number;
  longest: number;
}

/** Undefined if nothing was loaded in that time. */
export function loadTimesOf({ from, items }: StateHistory): LoadTimes | undefined {
  const times = items.flatMap(({ at, state, load_seconds: seconds }) =>
    state === "loaded" && seconds !== null && at >= from ? [seconds] : []);
  const last = times.at(-1);
  if (last === undefined) return undefined;
  const sorted = [...times].sort((one, other) => one - other);
  const middle = Math.floor((sorted.length - 1) / 2);
  const [low = 0, high = low] = sorted.slice(middle, middle + 2);
  const median = sorted.length % 2 === 1 ? low : (low + high) / 2;
  return { count: times.length, last, median, longest: Math.max(...times) };
}
