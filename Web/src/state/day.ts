import { fetchStateHistory } from "../api/residency";
import { fetchUsageOfDay } from "../api/usage";
import { createResource, useResource } from "./resource";

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
