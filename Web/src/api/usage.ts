import { get } from "./request";

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
