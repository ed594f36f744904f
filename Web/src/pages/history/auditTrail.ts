import type { AuditEntry } from "../../api/types";
import { currentStrings } from "../../state/language";
import { spoken } from "../memory/spoken";

/** Two texts that differ, of a field by its name. */
export interface FieldChange {
  field: string;
  before: string;
  after: string;
}

/** An action that this page does not know yet is shown by its own name. */
export function actionText(action: string): string {
  return (currentStrings().audit.actions as Record<string, string>)[action] ?? action;
}

export function principalOf(entry: AuditEntry): string {
  if (entry.user_id === "system") return "Muster";
  return entry.user_name || entry.user_id || currentStrings().audit.someone;
}

/** Reason and cause; of what was refused or failed also the words in which it was. */
export function whyOf(entry: AuditEntry): string {
  const { reason, cause } = entry.audit_metadata ?? {};
  const told = entry.outcome === "ok" ? undefined : entry.description;
  // A failed load says its reason, and what to do about it, in its description.
  const refusal = told?.endsWith(`: ${String(reason)}`) ? undefined : told;
  const why = told?.includes(`: ${String(reason)}: `) ? undefined : reason;
  return [...new Set([refusal, why, cause])].filter((each): each is string => typeof each === "string" && each !== "")
    .map((each) => spoken(each, currentStrings().memory)).join(" · ");
}
