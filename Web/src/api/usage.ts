import { get, queryString } from "./request";

/** Requests to a model in steps of equal length, oldest first. */
export interface ModelUsage {
  last_used_at: number | null;
  requests: number[];
  /** Requests that were not answered completely. */
  errors: number[];
}

export interface UsageAnswer {
  from: number;
  to: number;
  step_seconds: number;
  /** Without models that the user may not read. */
  items: Record<string, ModelUsage>;
}

export const fetchUsageOfDay = (id: string) =>
  get<UsageAnswer>("/api/v1/models/usage", { ids: id, minutes: 24 * 60, step: 900 });

const empty: UsageAnswer = { from: 0, to: 0, step_seconds: 60, items: {} };

/** For many models, by minute. */
export async function fetchUsageLately(ids: string[]): Promise<UsageAnswer> {
  const asked = ids.filter(Boolean).map((id) => `&ids=${encodeURIComponent(id)}`).join("");
  return asked === "" ? empty : get<UsageAnswer>(`/api/v1/models/usage${queryString({ minutes: 30, step: 60 })}${asked}`);
}
