import { fetchStateHistory } from "../api/residency";
import { fetchUsageLately, fetchUsageOfDay } from "../api/usage";
import { createResource, useResource } from "./resource";

/** The key is a list of IDs, one per line. The previous value is shown meanwhile: each ID is looked up in it. */
const lately = createResource((ids) => fetchUsageLately(ids.split("\n")), { keepsPrevious: true });

/** The requests to these models in the last half hour. */
export const useUsageLately = (ids: string[]) => useResource(lately, ids.join("\n")).value?.items;

export const refreshUsage = () => lately.refresh();

export const clearUsage = () => lately.clear();

const states = createResource((id) => fetchStateHistory(id));
const usage = createResource((id) => fetchUsageOfDay(id));

/** The states of a model's weights and its requests in the last 24 hours. */
export const useStatesOfDay = (id: string) => useResource(states, id);
export const useUsageOfDay = (id: string) => useResource(usage, id);

export async function refreshDay(): Promise<void> {
  await Promise.all([states.refresh(), usage.refresh()]);
}

export function clearDay(): void {
  states.clear();
  usage.clear();
}
