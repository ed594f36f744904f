import type { Reason } from "../../api/peopleTypes";
import { everyone } from "./grants";

/** Why somebody can use a model, in words that fit a list of models as well as a list of people. */
export function reasonWords(reason: Reason): string {
  if (reason.by === "administrator") return "administrator";
  if (reason.by === "owner") return "owner";
  const right = reason.permission === "write" ? " to write" : "";
  if (reason.principal_id === everyone) return `granted to everyone${right}`;
  if (reason.principal_type === "user") return `granted${right} in person`;
  const name = quoted(reason.principal_name ?? reason.principal_id ?? "?");
  const way = reason.member_of ? `, which ${quoted(reason.member_of.name)} is part of` : "";
  return `granted${right} to the group ${name}${way}`;
}

/** Each reason once: a grant to read and one to write may be there for the same audience. */
export function reasonsInWords(reasons: Reason[]): string[] {
  return [...new Set(reasons.map(reasonWords))];
}

const quoted = (name: string) => `“${name}”`;
