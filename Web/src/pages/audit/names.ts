import type { TrailEntry, TrailNames } from "../../api/audit";

export const noNames: TrailNames = { users: {}, groups: {}, models: {} };

/** @param later wins if both know a name */
export function joinedNames(earlier: TrailNames, later: TrailNames): TrailNames {
  return {
    users: { ...earlier.users, ...later.users },
    groups: { ...earlier.groups, ...later.groups },
    models: { ...earlier.models, ...later.models },
  };
}

const own = (names: Record<string, string>, id: string): string | undefined => (Object.hasOwn(names, id) ? names[id] : undefined);

export const userName = (id: string, names: TrailNames): string => (id === "system" ? "Muster" : own(names.users, id) ?? id);
export const groupName = (id: string, names: TrailNames): string => own(names.groups, id) ?? id;
export const modelName = (id: string, names: TrailNames): string => own(names.models, id) ?? id;

/** Models and their weights have a history. */
export const isModel = (entry: Pick<TrailEntry, "entity_type">): boolean =>
  entry.entity_type === "model" || entry.entity_type === "residency";

/** The target of an entry, by name if known. */
export function thingName(entry: TrailEntry, names: TrailNames): string {
  const { entity_type: type, entity_id: id } = entry;
  if (type === "audit" && id === "log") return "";
  const known = isModel(entry) ? own(names.models, id) : type === "group" ? own(names.groups, id) : own(names.users, id);
  const { after, before } = entry.changes?.name ?? {};
  const found = [known, after, before].find((name): name is string => typeof name === "string" && name !== "");
  return found ?? id;
}

/** The name for an ID, for a filter that has only the ID. */
export const nameOfId = (id: string, names: TrailNames): string =>
  own(names.models, id) ?? own(names.groups, id) ?? own(names.users, id) ?? id;
