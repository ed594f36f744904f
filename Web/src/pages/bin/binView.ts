import type { BinEntry } from "../../api/bin";

/** The state of the bin, as in the address. */
export interface BinView {
  query: string;
  page: number;
}

export function readView(search: string): BinView {
  const values = new URLSearchParams(search);
  const page = Number(values.get("page") ?? 1);
  return { query: values.get("query") ?? "", page: Number.isInteger(page) && page > 0 ? page : 1 };
}

export function writeView(view: BinView): string {
  const values = new URLSearchParams();
  if (view.query) values.set("query", view.query);
  if (view.page > 1) values.set("page", String(view.page));
  const text = values.toString();
  return text ? `?${text}` : "";
}

/** The API has no search: this filters the loaded page, ignoring case. */
export function entriesWith(query: string, entries: readonly BinEntry[]): BinEntry[] {
  const wanted = query.trim().toLowerCase();
  const texts = ({ id, name, base_model_id, deleted_by, reason }: BinEntry) =>
    [id, name, base_model_id ?? "", deleted_by.name, reason ?? ""];
  return entries.filter((entry) => texts(entry).some((text) => text.toLowerCase().includes(wanted)));
}

/** A suggestion for a free ID. */
export const otherIdFor = (id: string): string => `${id.slice(0, 247)}-restored`;

export const isPossibleId = (id: string): boolean => /^[^\s\p{Cc}]{1,256}$/u.test(id);
