import { currentWords } from "../../state/language";
import type { Words } from "../../words";
import type { FieldPath } from "./merge";

/** A key that the page has no words for has been written by another program: it is shown as it is. */
export function nameOfField([field, member]: FieldPath, words: Words["editor"]): string {
  if (field === "params" && member !== undefined) {
    const params: Record<string, { label: string }> = words.params;
    if (member === "system" || member === "stop") return words[member];
    if (member === "custom_params") return words.custom.title;
    return Object.prototype.hasOwnProperty.call(params, member) ? params[member]?.label ?? member : member;
  }
  const name = member ?? field;
  const fields: Record<string, string> = words.fields;
  return Object.prototype.hasOwnProperty.call(fields, name) ? fields[name] ?? name : name;
}

const longestShown = 2000;
const shownBefore = 60;

/** Of long texts that begin alike the part from shortly before their difference: else all of them look the same. */
export function fromDifference(texts: string[], longest = longestShown): string[] {
  if (texts.every((text) => text.length <= longest)) return texts;
  let same = 0;
  while (texts.every((text) => same < text.length && text[same] === texts[0]?.[same])) same += 1;
  const from = same - shownBefore;
  return from <= 0 ? texts : texts.map((text) => `…${text.slice(from)}`);
}

/** Whether both are the same, in whatever way nothing is written. */
export function isSameValue(one: unknown, other: unknown): boolean {
  return typeof one === "string" && typeof other === "string" ? one === other : wordsOf(one) === wordsOf(other);
}

/** A value for people: text as it is, everything else as JSON; a picture by what it is. */
export function wordsOf(value: unknown, notSet = currentWords().editor.notSet): string {
  const words = currentWords().editor;
  if (value === undefined || value === null || value === "") return notSet;
  if (typeof value === "boolean") return words.activeValues[value ? "on" : "off"];
  if (typeof value !== "string") return JSON.stringify(value);
  if (value.startsWith("data:image/")) return words.aPicture;
  return value.length > longestShown ? `${value.slice(0, longestShown)}…` : value;
}
