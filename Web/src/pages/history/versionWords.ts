import type { VersionDifference } from "../../api/history";
import type { Model } from "../../api/types";
import { currentWords } from "../../state/language";
import { wordsOf } from "../editor/differences";
import type { ChangeWords } from "./auditTrail";

/**
 * In words for people: fields by their names, switches as on and off, tags without their wrapping.
 * @param longest of each value, in characters
 */
export function changesInWords(changes: VersionDifference["changes"], longest = Infinity): ChangeWords[] {
  const cut = (text: string) => (text.length > longest ? `${text.slice(0, longest)}…` : text);
  return Object.entries(changes).map(([field, { before, after }]) => ({
    field: fieldWords(field), before: cut(valueWords(field, before)), after: cut(valueWords(field, after)),
  }));
}

/** Rolling back leaves these as they are, whatever the old revision says. */
const staying = /^(user_id|is_active|access_grants)(\.|$)/;

export const contentOf = (changes: VersionDifference["changes"]): VersionDifference["changes"] =>
  Object.fromEntries(Object.entries(changes).filter(([field]) => !staying.test(field)));

export interface Fact {
  field: string;
  value: string;
}

/** What a model is made of, field by field. */
export function factsOf(model: Model): Fact[] {
  const fields: [string, unknown][] = [
    ["name", model.name], ["base_model_id", model.base_model_id], ["is_active", model.is_active],
    ...Object.entries(model.params).map(([key, value]): [string, unknown] => [`params.${key}`, value]),
    ...Object.entries(model.meta).map(([key, value]): [string, unknown] => [`meta.${key}`, value]),
  ];
  return fields.map(([field, value]) => ({ field: fieldWords(field), value: valueWords(field, value) }));
}

function fieldWords(field: string): string {
  return currentWords().history.fields[field] ?? field.replace(/^(params|meta)\./, "");
}

function valueWords(field: string, value: unknown): string {
  const words = currentWords().history;
  if (field === "base_model_id" && value === null) return words.isBaseModel;
  if (field === "is_active" && typeof value === "boolean") return value ? words.on : words.off;
  if (value === null || value === undefined || value === "") return "–";
  if (Array.isArray(value)) return value.map((each) => nameIn(each) ?? wordsOf(each)).join(", ") || "–";
  return wordsOf(value);
}

/** `{name: "office"}` is the tag “office”. */
function nameIn(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const [name, ...others] = Object.entries(value);
  return name?.[0] === "name" && others.length === 0 && typeof name[1] === "string" ? name[1] : undefined;
}
