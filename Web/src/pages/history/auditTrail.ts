import type { AuditEntry } from "../../api/types";
import { currentWords } from "../../state/language";
import { textOfValue, textsToCompare } from "../../difference/values";
import { isSameValue, wordsOf } from "../editor/differences";

/** Two texts that differ, of a field by its name. */
export interface FieldChange {
  field: string;
  before: string;
  after: string;
}

export function changesOf(entry: AuditEntry): FieldChange[] {
  return Object.entries(entry.changes ?? {})
    .flatMap(([field, change]) => unfolded(field, change?.before, change?.after))
    .map(({ field, before, after }) => {
      const [from, to] = textsToCompare(before, after, (value) => (typeof value === "boolean" ? wordsOf(value) : textOfValue(value)));
      return { field, before: from, after: to };
    });
}

/** Of objects (params, meta) only the keys that differ: nobody finds one number in two lines of JSON. */
function unfolded(field: string, before: unknown, after: unknown): { field: string; before: unknown; after: unknown }[] {
  if (!isObject(before) || !isObject(after)) return [{ field, before, after }];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => !isSameValue(before[key], after[key]))
    .map((key) => ({ field: `${field}.${key}`, before: before[key], after: after[key] }));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !("rawJSON" in value);

/** An action that this page does not know yet is shown by its own name. */
export function actionWords(action: string): string {
  return (currentWords().audit.actions as Record<string, string>)[action] ?? action;
}

export function principalOf(entry: AuditEntry): string {
  if (entry.user_id === "system") return "Muster";
  return entry.user_name || entry.user_id || currentWords().audit.someone;
}

/** Reason and cause; of what was refused or failed also the words in which it was. */
export function whyOf(entry: AuditEntry): string {
  const { reason, cause } = entry.audit_metadata ?? {};
  const told = entry.outcome === "ok" ? undefined : entry.description;
  // A failed load says its reason, and what to do about it, in its description.
  const refusal = told?.endsWith(`: ${String(reason)}`) ? undefined : told;
  const why = told?.includes(`: ${String(reason)}: `) ? undefined : reason;
  return [...new Set([refusal, why, cause])].filter((each): each is string => typeof each === "string" && each !== "").join(" · ");
}
