import { numberText } from "../api/json";

/** A value as text that can be compared by line: strings as they are, everything else as JSON with sorted keys. */
export function textOfValue(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : numberText(value) ?? jsonOf(value);
}

/** Two values as texts that differ if the values do: of `1` and `"1"` the quotes are shown. */
export function textsToCompare(before: unknown, after: unknown, textOf = textOfValue): [before: string, after: string] {
  const texts: [string, string] = [textOf(before), textOf(after)];
  if (texts[0] !== texts[1] || isNothing(before) || isNothing(after)) return texts;
  return [jsonOf(before), jsonOf(after)];
}

/** Clients treat empty and missing values alike. */
const isNothing = (value: unknown): boolean => value === undefined || value === null || value === "";

const jsonOf = (value: unknown): string => JSON.stringify(inOrder(value), undefined, 2);

/** Sorts keys: their order is no difference. */
export function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null || "rawJSON" in value) return value;
  return Object.fromEntries(
    Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, each]) => [key, inOrder(each)]),
  );
}

export const isImage = (value: unknown): boolean => typeof value === "string" && value.startsWith("data:image/");
