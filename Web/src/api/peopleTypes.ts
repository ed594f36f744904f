// Shapes on the wire of people, groups, keys and access, named as in docs/api.md. Times are seconds since 1970.

import type { Grant, Permissions, PrincipalType, Right, Role } from "./types";

export interface PersonName {
  id: string;
  name: string;
  email: string;
  role: Role;
}

export interface Person extends PersonName {
  profile_image_url: string;
  created_at: number;
  updated_at: number;
  last_active_at: number | null;
  group_ids?: string[];
}

export interface PersonInfo extends PersonName {
  last_active_at: number | null;
  groups?: { id: string; name: string }[];
}

export interface PersonList {
  users: Person[];
  total: number;
}

export interface PersonChanges {
  name?: string;
  email?: string;
  role?: Role;
  password?: string;
}

/** Who may share models with a group: its members, everyone, or administrators only. */
export type GroupSharing = "members" | true | false;

export interface Group {
  id: string;
  user_id: string;
  name: string;
  description: string;
  parent_group_id: string | null;
  data: { config?: { share?: GroupSharing } } | null;
  permissions: Permissions | null;
  member_count?: number;
}

export interface GroupForm {
  name: string;
  description: string;
  parent_group_id: string | null;
  permissions: Permissions | null;
  data: Group["data"];
}

export interface Key {
  id: string;
  user_id: string;
  name: string;
  /** The last four characters, to tell keys apart. */
  hint: string;
  /** Patterns in which `*` stands for any characters; null: all models. */
  models: string[] | null;
  read_only: boolean;
  trusted: boolean;
  creates_users: boolean;
  created_at: number;
  expires_at: number | null;
  last_used_at: number | null;
}

export interface KeyForm {
  name: string;
  expires_at: number | null;
  models: string[] | null;
  read_only: boolean;
  trusted: boolean;
  creates_users: boolean;
}

/** With the key itself, which the server returns only this once. */
export type NewKey = Key & { api_key: string };

/** Why a user can use a model. */
export interface Reason {
  by: "administrator" | "owner" | "grant";
  permission: Right;
  principal_type?: PrincipalType;
  principal_id?: string;
  principal_name?: string | null;
  /** The group that the user is directly in, if an ancestor of it has the grant. */
  member_of?: { id: string; name: string } | null;
}

export interface ModelAccess {
  id: string;
  revision: number;
  owner: PersonName | null;
  users: { user: PersonName; read: boolean; write: boolean; reasons: Reason[] }[];
  total: number;
  grants: (Grant & { principal_name: string | null })[];
}

export interface UsableModel {
  id: string;
  name: string;
  base_model_id: string | null;
  is_active: boolean;
  read: boolean;
  write: boolean;
  reasons: Reason[];
}

export interface PersonAccess {
  user: PersonInfo;
  models: UsableModel[];
  total: number;
}
