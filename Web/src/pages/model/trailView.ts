import type { TrailFilters } from "../../api/audit";

/** The state of the audit tab, as in the address. */
export interface TrailView {
  of: "model" | "weights";
  /** The ID of the open entry, or empty. */
  entry: string;
}

export function readTrailView(search: string): TrailView {
  const values = new URLSearchParams(search);
  return { of: values.get("of") === "weights" ? "weights" : "model", entry: values.get("entry") ?? "" };
}

export function writeTrailView(id: string, view: TrailView): string {
  const values = new URLSearchParams({ id });
  if (view.of !== "model") values.set("of", view.of);
  if (view.entry) values.set("entry", view.entry);
  return `?${values}`;
}

export const trailFilters = (of: TrailView["of"], id: string, weights: string): TrailFilters =>
  of === "model" ? { entity_type: "model", entity_id: id } : { entity_type: "residency", entity_id: weights };
