import { listMemoryEntries, type MemoryEntriesQuery } from "../api/memory";
import { fetchLoadPlan, fetchMemoryDevices } from "../api/residency";
import { createResource, useResource } from "./resource";

const timeline = createResource(
  (key) => listMemoryEntries(JSON.parse(key) as MemoryEntriesQuery),
  { keepsPrevious: true },
);

/** What a load would require now. Changes with every load, unload and request. */
const plans = createResource((model) => fetchLoadPlan(model));
export const useLoadPlan = (model: string) => useResource(plans, model);
export const refreshPlan = () => plans.refresh();

const devices = createResource(() => fetchMemoryDevices(), { keepsPrevious: true });
export const useMemoryDevices = () => useResource(devices, "");
export const refreshMemoryDevices = () => devices.refresh();

export const useTimeline = (query: MemoryEntriesQuery) => useResource(timeline, JSON.stringify(query));
export const refreshTimeline = () => timeline.refresh();
export function clearMemory(): void {
  timeline.clear();
  plans.clear();
  devices.clear();
}

let refreshTimers: ReturnType<typeof setTimeout>[] = [];

/** Residency changes state several times in a row; a short pause combines the requests. */
export function refreshTimelineSoon(): void {
  refreshTimers.forEach(clearTimeout);
  refreshTimers = auditDelays.map((pause) => setTimeout(() => void timeline.refresh(), pause));
}

/**
 * Events arrive before their audit entries are written: usually the entries exist after the first of these delays, and
 * on a busy machine after the second. In milliseconds.
 */
export const auditDelays: readonly number[] = [700, 3000];
