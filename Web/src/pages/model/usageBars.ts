import type { UsageAnswer } from "../../api/usage";

export interface UsageBar {
  from: number;
  to: number;
  requests: number;
  errors: number;
  /** Its time is not over, so it still grows. */
  isRunning: boolean;
}

export interface UsageOfDay {
  bars: UsageBar[];
  requests: number;
  errors: number;
  /** The bar with the most requests; undefined if there were none. */
  busiest: UsageBar | undefined;
}

/**
 * Undefined if the model's usage is unknown.
 * @param now in seconds since 1970
 */
export function usageOfDay({ from, step_seconds: step, items }: UsageAnswer, id: string, now: number): UsageOfDay | undefined {
  const usage = items[id];
  if (!usage) return undefined;
  const bars = usage.requests.map((requests, index) => ({
    from: from + index * step, to: from + (index + 1) * step, requests, errors: usage.errors[index] ?? 0,
    isRunning: from + (index + 1) * step > now,
  }));
  const sum = (key: "requests" | "errors") => bars.reduce((total, bar) => total + bar[key], 0);
  const busiest = bars.reduce<UsageBar | undefined>(
    (most, bar) => (bar.requests > (most?.requests ?? 0) ? bar : most), undefined);
  return { bars, requests: sum("requests"), errors: sum("errors"), busiest };
}
