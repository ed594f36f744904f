import type { JsonObject } from "../../api/types";

interface WithMeta {
  meta: JsonObject;
}

export const isHidden = ({ meta }: WithMeta): boolean => meta.hidden === true;

/** Tags are stored as `{name}` or, by older clients, as strings. */
export function tagsOf({ meta }: WithMeta): string[] {
  if (!Array.isArray(meta.tags)) return [];
  const names = meta.tags.map((tag: unknown) =>
    typeof tag === "string" ? tag : (tag as { name?: unknown } | null)?.name);
  return [...new Set(names.filter((name): name is string => typeof name === "string" && name !== ""))];
}
