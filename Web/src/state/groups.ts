import * as api from "../api/groups";
import { createResource, useResource } from "./resource";

const groups = createResource(() => api.listGroups());
const shareable = createResource(() => api.listGroupsToShareWith());
const members = createResource((id) => api.listMembers(id));
const defaults = createResource(() => api.fetchDefaultPermissions());

export const useGroups = () => useResource(groups, "");

export const useGroupsToShareWith = () => useResource(shareable, "");

export const useMembers = (groupId: string) => useResource(members, groupId);

export const useDefaultPermissions = () => useResource(defaults, "");

export async function refreshGroups(): Promise<void> {
  await Promise.all([groups.refresh(), shareable.refresh(), members.refresh(), defaults.refresh()]);
}

export function clearGroups(): void {
  for (const each of [groups, shareable, members, defaults]) each.clear();
}
