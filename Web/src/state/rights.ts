import type { Session } from "../api/types";
import { useSession } from "./session";

type PermissionHolder = Pick<Session, "role" | "permissions">;

/** @param permission section and name: `workspace.models` */
export function hasPermission(person: PermissionHolder, permission: string): boolean {
  if (person.role === "admin") return true;
  const [section = "", name = ""] = permission.split(".");
  return person.permissions?.[section]?.[name] === true;
}

/** What the user may do, so that the page offers nothing that the server would refuse. */
export interface Rights {
  isAdmin: boolean;
  createsModels: boolean;
  importsModels: boolean;
  exportsModels: boolean;
  createsKeys: boolean;
  sharesWithPeople: boolean;
  sharesWithGroups: boolean;
  sharesWithEveryone: boolean;
}

export function rightsOf(person: PermissionHolder): Rights {
  const may = (permission: string) => hasPermission(person, permission);
  return {
    isAdmin: person.role === "admin",
    createsModels: may("workspace.models"),
    importsModels: may("workspace.models_import"),
    exportsModels: may("workspace.models_export"),
    createsKeys: may("features.api_keys"),
    sharesWithPeople: may("sharing.models") && may("access_grants.allow_users"),
    sharesWithGroups: may("sharing.models") && may("access_grants.allow_groups"),
    sharesWithEveryone: may("sharing.public_models"),
  };
}

export function useRights(): Rights {
  const session = useSession();
  return rightsOf(session.kind === "signed-in" ? session.person : { role: "pending" });
}
