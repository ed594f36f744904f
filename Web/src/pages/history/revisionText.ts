import type { RevisionDifference } from "../../api/history";
import type { Model } from "../../api/types";
import { textOfValue, textsToCompare } from "../../difference/values";
import { wordsOf } from "../editor/differences";
import type { FieldChange } from "./auditTrail";
import { currentHistoryStrings } from "./historyStrings";

/** Field names and values as texts that can be compared. */
export function describeChanges(changes: RevisionDifference["changes"]): FieldChange[] {
  return Object.entries(changes).map(([field, change]) => {
    const [before, after] = textsToCompare(change.before, change.after, (value) => comparableText(field, value));
    return { field: fieldText(field), before, after };
  });
}

/** Rolling back does not change these. */
const staying = /^(user_id|is_active|access_grants)(\.|$)/;

export const contentOf = (changes: RevisionDifference["changes"]): RevisionDifference["changes"] =>
  Object.fromEntries(Object.entries(changes).filter(([field]) => !staying.test(field)));

export interface Fact {
  field: string;
  value: string;
}

/** The content of a model, field by field. */
export function factsOf(model: Model): Fact[] {
  const fields: [string, unknown][] = [
    ["name", model.name], ["base_model_id", model.base_model_id], ["is_active", model.is_active],
    ...Object.entries(model.params).map(([key, value]): [string, unknown] => [`params.${key}`, value]),
    ...Object.entries(model.meta).map(([key, value]): [string, unknown] => [`meta.${key}`, value]),
  ];
  return fields.map(([field, value]) => ({ field: fieldText(field), value: valueText(field, value) }));
}

function fieldText(field: string): string {
  return currentHistoryStrings().fields[field] ?? field.replace(/^(params|meta)\./, "");
}

/** Booleans as on and off, tags as plain text, objects by key. */
export function comparableText(field: string, value: unknown): string {
  const strings = currentHistoryStrings();
  if (field === "base_model_id" && value === null) return strings.isBaseModel;
  if (field === "is_active" && typeof value === "boolean") return value ? strings.on : strings.off;
  if (typeof value === "boolean") return wordsOf(value);
  return namesIn(value) ?? textOfValue(value);
}

function valueText(field: string, value: unknown): string {
  return comparableText(field, value) || "–";
}

const longestRow = 80;

/** A list of names in one line; undefined for anything else. */
function namesIn(value: unknown): string | undefined {
  if (!Array.isArray(value)) return undefined;
  const names = value.map((each) => (typeof each === "string" ? each : nameIn(each)));
  if (!names.every((name): name is string => name !== undefined)) return undefined;
  const row = names.join(", ");
  return row.length <= longestRow ? row : names.join("\n");
}

/** `{name: "office"}` is the tag “office”. */
function nameIn(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const [name, ...others] = Object.entries(value);
  return name?.[0] === "name" && others.length === 0 && typeof name[1] === "string" ? name[1] : undefined;
}
