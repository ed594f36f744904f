import type { Grant, PrincipalType, Right } from "../../api/types";

export const everyone = "*";

/** One audience of a model and its permission: the registry may have a read and a write grant for it. */
export interface Audience {
  type: PrincipalType;
  id: string;
  name: string;
  right: Right;
  /** The grants in the registry. */
  stored: Grant[];
}

type NamedGrant = Grant & { principal_name?: string | null };

/** Everyone first, then groups, then people, each by name. */
export function audiencesOf(grants: NamedGrant[], nameOfEveryone: string): Audience[] {
  const found = new Map<string, Audience>();
  for (const { principal_name: name, ...grant } of grants) {
    const key = keyOf({ type: grant.principal_type, id: grant.principal_id });
    const known = found.get(key);
    const stored = [...(known?.stored ?? []), grant];
    found.set(key, {
      type: grant.principal_type,
      id: grant.principal_id,
      name: grant.principal_id === everyone ? nameOfEveryone : name ?? known?.name ?? grant.principal_id,
      right: rightOf(stored),
      stored,
    });
  }
  const rank = (each: Audience) => (each.id === everyone ? 0 : each.type === "group" ? 1 : 2);
  return [...found.values()].sort((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name));
}

export const keyOf = ({ type, id }: Pick<Audience, "type" | "id">): string => `${type}:${id}`;

/** Write includes read. */
function rightOf(grants: Grant[]): Right {
  return grants.some((grant) => grant.permission === "write") ? "write" : "read";
}

export function withAudience(all: Audience[], added: Pick<Audience, "type" | "id" | "name">): Audience[] {
  if (all.some((each) => keyOf(each) === keyOf(added))) return all;
  return [...all, { ...added, right: "read", stored: [] }];
}

export function withRight(all: Audience[], changed: Audience, right: Right): Audience[] {
  return all.map((each) => (keyOf(each) === keyOf(changed) ? { ...each, right } : each));
}

export function withoutAudience(all: Audience[], gone: Audience): Audience[] {
  return all.filter((each) => keyOf(each) !== keyOf(gone));
}

/** The request body: untouched audiences are sent back unchanged. */
export function grantsOf(all: Audience[]): Grant[] {
  return all.flatMap(({ type, id, right, stored }): Grant[] => {
    const isUntouched = stored.length > 0 && rightOf(stored) === right;
    const rights = isUntouched ? stored.map((each) => each.permission) : [right];
    return rights.map((permission) => ({ principal_type: type, principal_id: id, permission }));
  });
}

export function isSameAccess(one: Audience[], other: Audience[]): boolean {
  const keys = (all: Audience[]) => all.map((each) => `${keyOf(each)} ${each.right}`).sort().join("\n");
  return keys(one) === keys(other);
}
