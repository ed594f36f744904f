import * as api from "../api/runtimes";
import type { Pull } from "../api/runtimes";
import { createResource, useResource } from "./resource";

const runtimes = createResource(() => api.fetchRuntimes());

export const useRuntimes = () => useResource(runtimes, "");

export const refreshRuntimes = () => runtimes.refresh();

export const clearRuntimes = () => runtimes.clear();

/** How far a pull is, from the event stream. */
export function notePull(id: string, pull: Pull): void {
  runtimes.patch((all) => all.map((each) => (each.id === id ? { ...each, pulls: withPull(each.pulls, pull) } : each)));
}

const withPull = (pulls: Pull[], pull: Pull): Pull[] =>
  pulls.some(({ model }) => model === pull.model)
    ? pulls.map((each) => (each.model === pull.model ? pull : each))
    : [pull, ...pulls];
