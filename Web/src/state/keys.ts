import * as api from "../api/keys";
import { listKeysOf } from "../api/people";
import { createResource, useResource } from "./resource";

const mine = createResource(() => api.listMyKeys());
const theirs = createResource((personId) => listKeysOf(personId));

export const useMyKeys = () => useResource(mine, "");

export const useKeysOf = (personId: string) => useResource(theirs, personId);

export async function refreshKeys(): Promise<void> {
  await Promise.all([mine.refresh(), theirs.refresh()]);
}

export function clearKeys(): void {
  mine.clear();
  theirs.clear();
}
