import * as api from "../api/runtimes";
import { createResource, useResource } from "./resource";

const runtimes = createResource(() => api.fetchRuntimes());

export const useRuntimes = () => useResource(runtimes, "");

export const refreshRuntimes = () => runtimes.refresh();

export const clearRuntimes = () => runtimes.clear();
