import { get, queryString } from "./request";

/** How often a model was asked, in steps of equal length, oldest first. */
export interface ModelUsage {
  last_used_at: number | null;
  requests: number[];
  /** Of the requests those that it could not answer, or not to the end. */
  errors: number[];
}

export interface UsageAnswer {
  from: number;
  to: number;
  step_seconds: number;
  /** Without those that one may not read. */
  items: Record<string, ModelUsage>;
}

export const fetchUsageOfDay = (id: string) =>
  get<UsageAnswer>("/api/v1/models/usage", { ids: id, minutes: 24 * 60, step: 900 });

const empty: UsageAnswer = { from: 0, to: 0, step_seconds: 60, items: {} };

/** Of many models, minute by minute. */
export async function fetchUsageLately(ids: string[]): Promise<UsageAnswer> {
  const asked = ids.filter(Boolean).map((id) => `&ids=${encodeURIComponent(id)}`).join("");
  return asked === "" ? empty : get<UsageAnswer>(`/api/v1/models/usage${queryString({ minutes: 30, step: 60 })}${asked}`);
}
