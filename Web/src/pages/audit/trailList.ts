import type { TrailEntry, TrailPage } from "../../api/audit";
import { joinedNames } from "./names";

/** What is known of the answer to one question: the newest entries, without a gap. */
export interface TrailList extends TrailPage {
  /** The question that it answers. */
  key: string;
  /** How many have come on top since it was asked. */
  arrived: number;
}

export function joinedBelow(list: TrailList, page: TrailPage): TrailList {
  return { ...list, items: withoutDoubles([...list.items, ...page.items]), names: joinedNames(page.names, list.names), next: page.next };
}

/** @param page the newest entries, which reach down to those known, unless far too many are new */
export function joinedOnTop(list: TrailList, page: TrailPage): TrailList {
  const known = new Set(list.items.map((entry) => entry.id));
  const fresh = page.items.filter((entry) => !known.has(entry.id));
  const counted = { total: page.total, is_total_exact: page.is_total_exact, names: joinedNames(list.names, page.names) };
  if (fresh.length === 0) {
    return list.total === page.total && list.is_total_exact === page.is_total_exact ? list : { ...list, ...counted };
  }
  const arrived = list.arrived + fresh.length;
  // Between the new and the known ones there may be others: what is known goes.
  if (fresh.length === page.items.length && page.next !== null) return { ...list, ...page, arrived };
  return { ...list, ...counted, items: withoutDoubles([...page.items, ...list.items]), arrived };
}

function withoutDoubles(items: TrailEntry[]): TrailEntry[] {
  const seen = new Set<string>();
  return items.filter((entry) => !seen.has(entry.id) && seen.add(entry.id));
}
