import type { MemoryEntry } from "../../api/memory";

export interface TimelineItem {
  entry: MemoryEntry;
  /** Duration of the step that ended here; unknown if it began on another page. */
  seconds?: number;
}

export interface TimelineDay {
  /** Seconds since 1970 of its newest entry. */
  time: number;
  items: TimelineItem[];
}

const beginnings: Record<string, readonly string[]> = {
  "residency.loaded": ["residency.loading"],
  "residency.failed": ["residency.loading"],
  "residency.unloaded": ["residency.unloading", "residency.draining"],
};

/** By day in the user's time zone; both newest first, like the entries. */
export function daysOf(entries: readonly MemoryEntry[]): TimelineDay[] {
  const days: TimelineDay[] = [];
  entries.forEach((entry, index) => {
    const seconds = secondsSinceBeginning(entry, entries.slice(index + 1));
    const item: TimelineItem = seconds === undefined ? { entry } : { entry, seconds };
    const day = days.at(-1);
    if (day && isSameDay(day.time, entry.created_at)) day.items.push(item);
    else days.push({ time: entry.created_at, items: [item] });
  });
  return days;
}

function secondsSinceBeginning(end: MemoryEntry, older: readonly MemoryEntry[]): number | undefined {
  const starts = beginnings[end.action];
  if (!starts) return undefined;
  let beginning: MemoryEntry | undefined;
  for (const entry of older) {
    if (entry.entity_id !== end.entity_id || !entry.changes?.state) continue;
    // Draining comes before unloading: the total counts.
    if (!starts.includes(entry.action)) break;
    beginning = entry;
  }
  return beginning && end.created_at - beginning.created_at;
}

export function isSameDay(one: number, other: number): boolean {
  return new Date(one * 1000).toDateString() === new Date(other * 1000).toDateString();
}

export function dayText(time: number, now: number, strings: { today: string; yesterday: string }, locale: string): string {
  if (isSameDay(time, now)) return strings.today;
  const yesterday = new Date(now * 1000);
  yesterday.setDate(yesterday.getDate() - 1);
  if (isSameDay(time, yesterday.getTime() / 1000)) return strings.yesterday;
  return new Date(time * 1000).toLocaleDateString(locale, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}

/** Reason and cause; for refusals the message. */
export function whyOf(entry: MemoryEntry): string[] {
  const { reason, cause } = entry.audit_metadata ?? {};
  const refusal = entry.outcome === "ok" || reason ? undefined : entry.description;
  return [...new Set([refusal, reason, cause])].filter((each): each is string => typeof each === "string" && each !== "");
}
