import type { Strings } from "../../strings";
import type { FieldPath } from "./merge";
import { currentEditorStrings } from "./editorStrings";

/** Unknown keys come from another program and are shown as they are. */
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

/** Whether both are equal; all kinds of empty values are equal. */
export function isSameValue(one: unknown, other: unknown): boolean {
  return typeof one === "string" && typeof other === "string" ? one === other : wordsOf(one) === wordsOf(other);
}

/** A value as text: strings as they are, images as “(image)”, everything else as JSON. */
export function wordsOf(value: unknown, notSet = currentEditorStrings().notSet): string {
  const strings = currentEditorStrings();
  if (value === undefined || value === null || value === "") return notSet;
  if (typeof value === "boolean") return strings.activeValues[value ? "on" : "off"];
  if (typeof value !== "string") return JSON.stringify(value);
  return value.startsWith("data:image/") ? strings.anImage : value;
}
