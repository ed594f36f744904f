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

/** Each reason once: of a grant to read and one to write for the same audience, only the one to write. */
export function reasonsInWords(reasons: Reason[]): string[] {
  const mayWrite = (reason: Reason) =>
    reasons.some((other) => other.permission === "write" && keyOf(other) === keyOf(reason));
  return [...new Set(reasons.filter((reason) => reason.permission === "write" || !mayWrite(reason)).map(reasonWords))];
}

const keyOf = ({ by, principal_type, principal_id, member_of }: Reason): string =>
  [by, principal_type, principal_id, member_of?.id].join(" ");

const quoted = (name: string) => `“${name}”`;
