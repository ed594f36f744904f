import type { Permissions } from "../../api/types";

/** One switch of the form: what Muster heeds of all the permissions that may be stored. */
export interface PermissionRule {
  section: string;
  name: string;
  label: string;
  hint: string;
}

export const permissionRules: readonly PermissionRule[] = [
  { section: "workspace", name: "models", label: "Make models", hint: "Presets of their own, on base models that they may use." },
  { section: "workspace", name: "models_import", label: "Import models", hint: "Bring in models from a file." },
  { section: "workspace", name: "models_export", label: "Export models", hint: "Take models along as a file." },
  { section: "sharing", name: "models", label: "Share models", hint: "With whom, the next two say." },
  { section: "access_grants", name: "allow_users", label: "Share with people", hint: "Needs “Share models” too." },
  { section: "access_grants", name: "allow_groups", label: "Share with groups", hint: "Needs “Share models” too." },
  { section: "sharing", name: "public_models", label: "Share with everyone", hint: "Open a model to everybody who has an account." },
  { section: "features", name: "api_keys", label: "Make keys", hint: "For programs that act in their name." },
];

type Place = Pick<PermissionRule, "section" | "name">;

export const isOn = (permissions: Permissions | null, { section, name }: Place): boolean =>
  permissions?.[section]?.[name] === true;

/** Everything else that is stored stays as it is. */
export function withPermission(permissions: Permissions | null, { section, name }: Place, on: boolean): Permissions {
  return { ...permissions, [section]: { ...permissions?.[section], [name]: on } };
}

/** How many switches are on that the form does not show: Open WebUI has many more. */
export function othersOn(permissions: Permissions | null): number {
  const shown = new Set(permissionRules.map(({ section, name }) => `${section}.${name}`));
  return Object.entries(permissions ?? {}).flatMap(([section, switches]) =>
    Object.entries(switches ?? {}).filter(([name, on]) => on === true && !shown.has(`${section}.${name}`)),
  ).length;
}

/** Whether both allow the same, as far as the form shows it. */
export function isSamePermissions(one: Permissions | null, other: Permissions | null): boolean {
  return permissionRules.every((rule) => isOn(one, rule) === isOn(other, rule));
}
