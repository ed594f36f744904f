/** The state of the history tab, as in the address. */
export interface HistoryView {
  id: string;
  page: number;
  /** Revisions selected for comparison: two at most, the lower first. */
  compared: number[];
  /** A moment such as 2026-11-24T10:00:00Z, or empty for now. */
  at: string;
}

export function readView(search: string): HistoryView {
  const values = new URLSearchParams(search);
  const compared = (values.get("compare") ?? "").split(",").map(Number).filter(isCount);
  return {
    id: values.get("id") ?? "",
    page: countOr(1, values.get("page")),
    compared: [...new Set(compared)].slice(0, 2).sort((one, other) => one - other),
    at: moment(values.get("at") ?? ""),
  };
}

export function writeView(view: HistoryView): string {
  const values = new URLSearchParams({ id: view.id });
  if (view.page > 1) values.set("page", String(view.page));
  if (view.compared.length > 0) values.set("compare", view.compared.join(","));
  if (view.at) values.set("at", view.at);
  return `?${values}`;
}

/** Selects or deselects; a third revision replaces the more distant one. */
export function withTick(compared: readonly number[], revision: number): number[] {
  if (compared.includes(revision)) return compared.filter((each) => each !== revision);
  const nearest = [...compared].sort((one, other) => Math.abs(one - revision) - Math.abs(other - revision));
  return [...nearest.slice(0, 1), revision].sort((one, other) => one - other);
}

/** Converts the value of a datetime-local field, which has no time zone. */
export function momentOf(local: string): string {
  const date = new Date(local);
  return Number.isNaN(date.getTime()) ? "" : `${date.toISOString().slice(0, 19)}Z`;
}

export function localOf(at: string): string {
  if (!at) return "";
  const date = new Date(at);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

const moment = (text: string): string => (/^\d{4}-\d\d-\d\dT/.test(text) ? momentOf(text) : "");

const isCount = (number: number): boolean => Number.isInteger(number) && number > 0;

function countOr(otherwise: number, text: string | null): number {
  const number = Number(text ?? otherwise);
  return isCount(number) ? number : otherwise;
}
