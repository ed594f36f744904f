import * as api from "../api/audit";
import type { TrailFilters } from "../api/audit";
import { joinedNames } from "../pages/audit/names";
import { joinedBelow, joinedOnTop, type TrailList } from "../pages/audit/trailList";
import { createResource, useResource } from "./resource";

const lists = createResource<TrailList>(
  async (key) => {
    const { limit, ...filters } = JSON.parse(key) as TrailFilters & { limit: number };
    return { key, ...(await api.listTrail(filters, limit)), arrived: 0 };
  },
  { keepsPrevious: true },
);
const entries = createResource((id) => api.fetchProvenEntry(id));

const perPage = 50;
/** With more new entries than this, the list is loaded again from the start. */
const mostCaughtUp = 200;

const keyOf = (filters: TrailFilters, limit: number) => JSON.stringify({ ...filters, limit });

export interface TrailQuestion {
  filters: TrailFilters;
  /** How many to load at first: as many as were visible when the address was written. */
  limit: number;
}

export const useTrail = ({ filters, limit }: TrailQuestion) => useResource(lists, keyOf(filters, limit));
export const useProvenEntry = (id: string) => useResource(entries, id);
export const refreshTrail = () => lists.refresh();
export const refreshEntry = () => entries.refresh();

/** @returns how many entries it loaded */
export async function loadOlder(list: TrailList, filters: TrailFilters): Promise<number> {
  if (list.next === null) return 0;
  const page = await api.listTrail(filters, perPage, list.next);
  lists.patch((each) => (each.key === list.key ? joinedBelow(each, page) : each));
  return page.items.length;
}

/** Loads new entries. Repeated identical queries are recorded in the trail once a minute. */
export async function loadNewer({ filters, limit }: TrailQuestion): Promise<void> {
  const key = keyOf(filters, limit);
  const newest = lists.get(key).value?.items[0]?.sequence ?? 0;
  let page = await api.listTrail(filters, perPage);
  const items = [...page.items];
  while (page.next !== null && items.length < mostCaughtUp && (items[items.length - 1]?.sequence ?? 0) > newest) {
    const older = await api.listTrail(filters, perPage, page.next);
    page = { ...older, total: page.total, names: joinedNames(older.names, page.names) };
    items.push(...page.items);
  }
  lists.patch((each) => (each.key === key ? joinedOnTop(each, { ...page, items }) : each));
}

export function clearAudit(): void {
  lists.clear();
  entries.clear();
}
