import type { TrailEntry, TrailPage } from "../../api/audit";
import { joinedNames } from "./names";

/** The answer to one query: the latest entries, without a gap. */
export interface TrailList extends TrailPage {
  /** The query that it answers. */
  key: string;
  /** How many were added on top since the query. */
  arrived: number;
}

export function joinedBelow(list: TrailList, page: TrailPage): TrailList {
  return { ...list, items: withoutDoubles([...list.items, ...page.items]), names: joinedNames(page.names, list.names), next: page.next };
}

/** @param page the latest entries, which reach down to the known ones unless too many are new */
export function joinedOnTop(list: TrailList, page: TrailPage): TrailList {
  const known = new Set(list.items.map((entry) => entry.id));
  const fresh = page.items.filter((entry) => !known.has(entry.id));
  const counted = { total: page.total, is_total_exact: page.is_total_exact, names: joinedNames(list.names, page.names) };
  if (fresh.length === 0) {
    return list.total === page.total && list.is_total_exact === page.is_total_exact ? list : { ...list, ...counted };
  }
  const arrived = list.arrived + fresh.length;
  // There may be entries between the new and the known ones: drop the known ones.
  if (fresh.length === page.items.length && page.next !== null) return { ...list, ...page, arrived };
  return { ...list, ...counted, items: withoutDoubles([...page.items, ...list.items]), arrived };
}

function withoutDoubles(items: TrailEntry[]): TrailEntry[] {
  const seen = new Set<string>();
  return items.filter((entry) => !seen.has(entry.id) && seen.add(entry.id));
}
