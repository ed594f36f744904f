import { fetchStateHistory } from "../api/residency";
import { fetchUsageOfDay } from "../api/usage";
import { createResource, useResource } from "./resource";

const states = createResource((id) => fetchStateHistory(id));
const usage = createResource((id) => fetchUsageOfDay(id));

/** What a model's weights were, and how often it was asked, in the last 24 hours. */
export const useStatesOfDay = (id: string) => useResource(states, id);
export const useUsageOfDay = (id: string) => useResource(usage, id);

export async function refreshDay(): Promise<void> {
  await Promise.all([states.refresh(), usage.refresh()]);
}

export function clearDay(): void {
  states.clear();
  usage.clear();
}
