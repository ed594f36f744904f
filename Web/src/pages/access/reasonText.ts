import type { Reason } from "../../api/peopleTypes";
import type { Strings } from "../../strings";
import { everyone } from "./grants";

/** Why a user can use a model, in a form that fits lists of models and lists of people. */
export function reasonText(reason: Reason, strings: Strings["access"]): string {
  if (reason.by !== "grant") return strings[reason.by];
  if (reason.principal_id === everyone) return strings.toEveryone[reason.permission];
  if (reason.principal_type === "user") return strings.inPerson[reason.permission];
  const group = reason.principal_name ?? reason.principal_id ?? "?";
  return reason.member_of
    ? strings.toGroupAbove[reason.permission](group, reason.member_of.name)
    : strings.toGroup[reason.permission](group);
}

/** Each reason once: a write grant hides a read grant for the same audience. */
export function describeReasons(reasons: Reason[], strings: Strings["access"]): string[] {
  const mayWrite = (reason: Reason) =>
    reasons.some((other) => other.permission === "write" && keyOf(other) === keyOf(reason));
  const shown = reasons.filter((reason) => reason.permission === "write" || !mayWrite(reason));
  return [...new Set(shown.map((reason) => reasonText(reason, strings)))];
}

const keyOf = ({ by, principal_type, principal_id, member_of }: Reason): string =>
  [by, principal_type, principal_id, member_of?.id].join(" ");
