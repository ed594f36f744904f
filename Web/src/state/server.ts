import { fetchConfig } from "../api/accounts";
import * as audit from "../api/audit";
import * as api from "../api/server";
import { createResource, useResource } from "./resource";

const config = createResource(() => fetchConfig());
const health = createResource(() => api.fetchHealth());
const models = createResource(() => api.countModels());
const people = createResource(() => api.countPeople());
const checkpoint = createResource(() => audit.fetchCheckpoint());
const key = createResource(() => audit.fetchLogKey());

export const useServerConfig = () => useResource(config, "");
export const useHealth = () => useResource(health, "");
export const useModelCount = () => useResource(models, "");
export const usePeopleCount = () => useResource(people, "");
export const useCheckpoint = () => useResource(checkpoint, "");
export const useAuditKey = () => useResource(key, "");

export const refreshHealth = () => health.refresh();

export async function refreshCheckpoints(): Promise<void> {
  await Promise.all([checkpoint.refresh(), key.refresh()]);
}

export async function refreshServer(): Promise<void> {
  await Promise.all([config, health, models, people, checkpoint].map((each) => each.refresh()));
}

export function clearServer(): void {
  for (const each of [config, health, models, people, checkpoint, key]) each.clear();
}
