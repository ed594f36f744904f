import { currentStrings } from "../../state/language";
import type { Strings } from "../../strings";
import type { FieldPath } from "./merge";

/** A key that the page has no words for has been written by another program: it is shown as it is. */
export function nameOfField([field, member]: FieldPath, strings: Strings["editor"]): string {
  if (field === "params" && member !== undefined) {
    const params: Record<string, { label: string }> = strings.params;
    if (member === "system" || member === "stop") return strings[member];
    if (member === "custom_params") return strings.custom.title;
    return Object.prototype.hasOwnProperty.call(params, member) ? params[member]?.label ?? member : member;
  }
  const name = member ?? field;
  const fields: Record<string, string> = strings.fields;
  return Object.prototype.hasOwnProperty.call(fields, name) ? fields[name] ?? name : name;
}

/** Whether both are the same, in whatever way nothing is written. */
export function isSameValue(one: unknown, other: unknown): boolean {
  return typeof one === "string" && typeof other === "string" ? one === other : wordsOf(one) === wordsOf(other);
}

/** A value for people: text as it is, everything else as JSON; a picture by what it is. */
export function wordsOf(value: unknown, notSet = currentStrings().editor.notSet): string {
  const strings = currentStrings().editor;
  if (value === undefined || value === null || value === "") return notSet;
  if (typeof value === "boolean") return strings.activeValues[value ? "on" : "off"];
  if (typeof value !== "string") return JSON.stringify(value);
  return value.startsWith("data:image/") ? strings.aPicture : value;
}
