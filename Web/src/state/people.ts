import * as api from "../api/people";
import type { PeopleQuery } from "../api/people";
import { createResource, useResource } from "./resource";

const lists = createResource((key) => api.listPeople(JSON.parse(key) as PeopleQuery), { keepsPrevious: true });
const waiting = createResource(() => api.listWaiting());
const one = createResource((id) => api.fetchPerson(id));
const access = createResource((key) => {
  const { id, page } = JSON.parse(key) as { id: string; page: number };
  return api.fetchAccessOf(id, page);
});

export const usePeople = (query: PeopleQuery) => useResource(lists, JSON.stringify(query));

/** Everyone waiting for approval, on whatever page of the list. */
export const useWaiting = () => useResource(waiting, "");

export const usePerson = (id: string) => useResource(one, id);

export const useAccessOf = (id: string, page: number) => useResource(access, JSON.stringify({ id, page }));

export async function refreshPeople(): Promise<void> {
  await Promise.all([lists.refresh(), waiting.refresh(), one.refresh(), access.refresh()]);
}

export function clearPeople(): void {
  lists.clear();
  waiting.clear();
  one.clear();
  access.clear();
}
