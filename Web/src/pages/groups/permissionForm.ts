import type { Permissions } from "../../api/types";
import type { Strings } from "../../strings";

/** One switch of the form: the stored permissions that Muster uses. */
export interface PermissionRule {
  section: string;
  name: string;
  id: keyof Strings["groups"]["rules"];
}

export const permissionRules: readonly PermissionRule[] = [
  { section: "workspace", name: "models", id: "makeModels" },
  { section: "workspace", name: "models_import", id: "importModels" },
  { section: "workspace", name: "models_export", id: "exportModels" },
  { section: "sharing", name: "models", id: "shareModels" },
  { section: "access_grants", name: "allow_users", id: "shareWithPeople" },
  { section: "access_grants", name: "allow_groups", id: "shareWithGroups" },
  { section: "sharing", name: "public_models", id: "shareWithEveryone" },
  { section: "features", name: "api_keys", id: "makeKeys" },
];

type Place = Pick<PermissionRule, "section" | "name">;

export const isOn = (permissions: Permissions | null, { section, name }: Place): boolean =>
  permissions?.[section]?.[name] === true;

/** Other stored permissions stay unchanged. */
export function withPermission(permissions: Permissions | null, { section, name }: Place, on: boolean): Permissions {
  return { ...permissions, [section]: { ...permissions?.[section], [name]: on } };
}

/** How many active permissions the form does not show: Open WebUI has many more. */
export function othersOn(permissions: Permissions | null): number {
  const shown = new Set(permissionRules.map(({ section, name }) => `${section}.${name}`));
  return Object.entries(permissions ?? {}).flatMap(([section, switches]) =>
    Object.entries(switches ?? {}).filter(([name, on]) => on === true && !shown.has(`${section}.${name}`)),
  ).length;
}

/** Only the switches that were changed: changes by others are kept. */
export function flipped(before: Permissions, after: Permissions): Permissions {
  return permissionRules.filter((rule) => isOn(before, rule) !== isOn(after, rule)).reduce(
    (changes: Permissions, rule) => withPermission(changes, rule, isOn(after, rule)), {},
  );
}

/** Whether both allow the same, as far as the form shows it. */
export function isSamePermissions(one: Permissions | null, other: Permissions | null): boolean {
  return permissionRules.every((rule) => isOn(one, rule) === isOn(other, rule));
}
