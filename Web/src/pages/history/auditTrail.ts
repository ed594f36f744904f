import type { AuditEntry } from "../../api/types";
import { currentStrings } from "../../state/language";
import { causeText } from "../memory/causeText";
import { currentAuditStrings } from "../audit/auditStrings";

/** Two different texts of a field. */
export interface FieldChange {
  field: string;
  before: string;
  after: string;
}

/** Actions that the page doesn't know are shown by their own name. */
export function actionText(action: string): string {
  return (currentAuditStrings().actions as Record<string, string>)[action] ?? action;
}

/** What an entry says was done: of two opposite actions with one name, the one it was. */
export function doneText({ action, changes }: Pick<AuditEntry, "action" | "changes">): string {
  const isPinned = action === "residency.pin" ? changes?.pinned?.after : undefined;
  if (typeof isPinned !== "boolean") return actionText(action);
  return currentAuditStrings().pins[isPinned ? "pinned" : "unpinned"];
}

export function principalOf(entry: AuditEntry): string {
  if (entry.user_id === "system") return "Muster";
  return entry.user_name || entry.user_id || currentAuditStrings().someone;
}

/** Reason and cause; for refusals and failures also the message. */
export function whyOf(entry: AuditEntry): string {
  const { reason, cause } = entry.audit_metadata ?? {};
  const message = entry.outcome === "ok" ? undefined : entry.description;
  // The description of a failed load contains its reason and advice.
  const refusal = message?.endsWith(`: ${String(reason)}`) ? undefined : message;
  const why = message?.includes(`: ${String(reason)}: `) ? undefined : reason;
  return [...new Set([refusal, why, cause])].filter((each): each is string => typeof each === "string" && each !== "")
    .map((each) => causeText(each, currentStrings().memory)).join(" · ");
}
