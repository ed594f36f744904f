import { largestTrailPage, type TrailFilters } from "../../api/audit";

/** The state of the page, as in the address. */
export interface AuditView extends TrailFilters {
  /** How many entries to show, up to one answer's limit. */
  shown: number;
  isLive: boolean;
  /** The ID of the open entry. */
  entry?: string;
}

export const shownAtFirst = 50;

const texts = ["q", "user_id", "action", "entity_type", "entity_id", "outcome"] as const;
const moments = ["from", "to"] as const;

export function readView(search: string): AuditView {
  const values = new URLSearchParams(search);
  const view: AuditView = {
    shown: Math.max(shownAtFirst, wholeNumber(values.get("shown")) ?? shownAtFirst),
    isLive: values.get("live") === "1",
  };
  for (const name of [...texts, "entry"] as const) {
    const text = values.get(name);
    if (text) view[name] = text;
  }
  for (const name of moments) {
    const seconds = wholeNumber(values.get(name));
    if (seconds !== undefined) view[name] = seconds;
  }
  return view;
}

export function writeView(view: AuditView): string {
  const values = new URLSearchParams();
  for (const name of [...texts, ...moments, "entry"] as const) {
    if (view[name] !== undefined && view[name] !== "") values.set(name, String(view[name]));
  }
  if (view.shown > shownAtFirst) values.set("shown", String(view.shown));
  if (view.isLive) values.set("live", "1");
  const text = values.toString();
  return text ? `?${text}` : "";
}

export function filtersOf(view: AuditView): TrailFilters {
  const { shown: _shown, isLive: _isLive, entry: _entry, ...filters } = view;
  const q = filters.q?.trim();
  return q ? { ...filters, q } : withoutSearch(filters);
}

/** Exports don't support text search. */
export function withoutSearch({ q: _q, ...filters }: TrailFilters): TrailFilters {
  return filters;
}

export const hasFilters = (filters: TrailFilters): boolean =>
  Object.values(filters).some((value) => value !== undefined && value !== "");

export const limitOf = (shown: number): number => Math.min(shown, largestTrailPage);

function wholeNumber(text: string | null): number | undefined {
  return text && /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}

/** A moment for a datetime-local field, in the browser's time zone. */
export function fieldOf(seconds: number | undefined): string {
  if (seconds === undefined) return "";
  const date = new Date(seconds * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** @returns the first second of the minute, or its last one, so that the minute is included */
export function momentOf(field: string, end: "first" | "last"): number | undefined {
  const milliseconds = new Date(field).getTime();
  if (field === "" || Number.isNaN(milliseconds) || milliseconds < 0) return undefined;
  return Math.floor(milliseconds / 60_000) * 60 + (end === "last" ? 59 : 0);
}

/** Filters other than the search. */
export const countOfFilters = ({ q: _, from, to, ...others }: TrailFilters): number =>
  Object.values(others).filter((value) => value !== undefined && value !== "").length + (from === undefined && to === undefined ? 0 : 1);
