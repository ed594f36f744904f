import { listMemoryEntries, type MemoryEntriesQuery } from "../api/memory";
import { fetchLoadPlan } from "../api/residency";
import { createResource, useResource } from "./resource";
import { untilWritten } from "./untilWritten";

const timeline = createResource(
  (key) => listMemoryEntries(JSON.parse(key) as MemoryEntriesQuery),
  { keepsPrevious: true },
);

/** What a load would require now. Changes with every load, unload and request. */
const plans = createResource((model) => fetchLoadPlan(model));
export const useLoadPlan = (model: string) => useResource(plans, model);
export const refreshPlan = () => plans.refresh();

export const useTimeline = (query: MemoryEntriesQuery) => useResource(timeline, JSON.stringify(query));
export const refreshTimeline = () => timeline.refresh();
export function clearMemory(): void {
  timeline.clear();
  plans.clear();
}

let refreshTimers: ReturnType<typeof setTimeout>[] = [];

/** Residency changes state several times in a row; a short pause combines the requests. */
export function refreshTimelineSoon(): void {
  refreshTimers.forEach(clearTimeout);
  refreshTimers = untilWritten.map((pause) => setTimeout(() => void timeline.refresh(), pause));
}
