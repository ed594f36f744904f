import type { LaunchOutcome } from "./launch";

// Shapes on the wire, named as in docs/api.md. Times are seconds since 1970.

export type Role = "admin" | "user" | "pending";

/** Sections (workspace, sharing, …) of permissions. */
export type Permissions = Record<string, Record<string, boolean>>;

export interface Session {
  expires_at: number | null;
  id: string;
  email: string;
  name: string;
  role: Role;
  /** What the user's groups and the defaults allow. Administrators need none. */
  permissions?: Permissions;
}

export interface ServerConfig {
  name: string;
  version: string;
  onboarding?: boolean;
  features: { auth: boolean; enable_signup: boolean; enable_login_form: boolean };
}

export type JsonObject = Record<string, unknown>;

export type PrincipalType = "user" | "group";
export type Right = "read" | "write";

/** `principal_type` user with `principal_id` "*" is everyone. */
export interface Grant {
  id?: string;
  principal_type: PrincipalType;
  principal_id: string;
  permission: Right;
}

export interface Model {
  id: string;
  user_id: string;
  base_model_id: string | null;
  name: string;
  params: JsonObject;
  meta: JsonObject;
  access_grants?: Grant[];
  is_active: boolean;
  revision: number;
  version_id?: string;
  created_at: number;
  updated_at: number;
}

export interface ListedModel extends Model {
  user?: { id: string; name: string } | null;
  write_access: boolean;
  /** Path of its image on this server. */
  image?: string | null;
}

/** `undo_token` is null when nothing changed. */
export interface UndoableAct {
  undo_token: string | null;
}

export interface ModelList {
  items: ListedModel[];
  total: number;
}

export interface ModelForm {
  id: string;
  name: string;
  base_model_id: string | null;
  params: JsonObject;
  meta: JsonObject;
  is_active: boolean;
  access_grants?: Grant[];
  revision?: number;
}

export interface BaseModel {
  id: string;
  name: string;
  runtime: string;
  file_bytes: number | null;
  /** The runtime that has other weights of the same name, which is why the ID names the runtime. */
  clashes_with: string | null;
  registered: boolean;
  is_active: boolean;
  model: Model | null;
  residency: Residency | null;
}

export const residencyStates = ["unloaded", "waiting", "loading", "loaded", "draining", "unloading", "failed"] as const;
export type ResidencyState = typeof residencyStates[number];

export interface Residency {
  base_model: string;
  runtime: string;
  desired: "loaded" | "unloaded";
  state: ResidencyState;
  reason: string | null;
  cause: string | null;
  since: number;
  retry_at: number | null;
  /** Null: not known. */
  bytes: number | null;
  /** The expected memory use when its load began; null when it is not loaded. */
  expected_bytes: number | null;
  leases: number;
  waiting: number;
  load_seconds: number | null;
  /** Null for non-administrators, like `last_used_at`. */
  pid: number | null;
  pinned: boolean;
  last_used_at: number | null;
  /** The file on disk, and the file that the process was started with. */
  file: WeightsFile | null;
  loaded_file: WeightsFile | null;
  /** The file was replaced or removed after the process was started. */
  outdated: boolean;
  /** The launch settings were changed after the process was started. False for non-administrators. */
  launch_changed: boolean;
  /** Null for non-administrators. */
  outcome: LaunchOutcome | null;
}

export interface WeightsFile {
  bytes: number;
  changed_at: number;
}

/** A file that looks like a model file but was skipped. */
export interface SkippedFile {
  file: string;
  code: string;
  reason: string;
  about: string | null;
}

export interface Runtime {
  id: string;
  kind: string;
  /** Models can't be loaded or unloaded there. */
  always_loaded: boolean;
  /** Both null for non-administrators; without a budget, the runtime decides by itself what fits. */
  budget_bytes: number | null;
  used_bytes: number | null;
  /** How long an idle model stays loaded; null: forever. */
  idle_unload_seconds: number | null;
  models: Residency[];
  /** Null for non-administrators. */
  skipped_files: SkippedFile[] | null;
  /** Why the runtime can't be asked now. */
  problem: string | null;
}

export interface RegistryChange {
  id: string;
  revision: number;
  is_active: boolean;
  deleted: boolean;
  action: string;
}

export interface AuditEntry {
  id: string;
  sequence: number;
  user_id: string;
  user_name: string | null;
  action: string;
  entity_type: string;
  entity_id: string;
  description: string | null;
  changes: Record<string, { before?: unknown; after?: unknown }> | null;
  audit_metadata: { request_id?: string; reason?: string | null; cause?: string | null } | null;
  outcome: "ok" | "denied" | "failed";
  created_at: number;
}
