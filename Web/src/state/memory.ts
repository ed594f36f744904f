import { listMemoryEntries, type MemoryEntriesQuery } from "../api/memory";
import { createResource, useResource } from "./resource";

const timeline = createResource(
  (key) => listMemoryEntries(JSON.parse(key) as MemoryEntriesQuery),
  { keepsPrevious: true },
);

export const useTimeline = (query: MemoryEntriesQuery) => useResource(timeline, JSON.stringify(query));
export const refreshTimeline = () => timeline.refresh();
export const clearTimeline = () => timeline.clear();

let refreshTimer: ReturnType<typeof setTimeout> | undefined;

/** A state is told before its entry is written, and states come in threes: a moment's pause suits both. */
export function refreshTimelineSoon(): void {
  clearTimeout(refreshTimer);
  refreshTimer = setTimeout(() => void timeline.refresh(), 700);
}
