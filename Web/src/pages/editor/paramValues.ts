import { numberText, parseJson } from "../../api/json";
import { ruleOf, type ParamKey } from "./params";

/** A value as text for its field: unset is empty, unlike zero. */
export function textOfParam(key: ParamKey, value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string" && ruleOf(key).kind !== "json") return value;
  const number = numberText(value);
  if (number !== undefined) return number;
  return typeof value === "boolean" ? String(value) : JSON.stringify(value);
}

/** Accepts a decimal comma; in whole numbers it would be a thousands separator. */
export const numberOf = (key: ParamKey, text: string): number =>
  Number(ruleOf(key).kind === "number" ? text.trim().replace(",", ".") : text);

/** The value of a field's text; undefined: unset. @throws SyntaxError for invalid JSON */
export function valueOfParam(key: ParamKey, text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  switch (ruleOf(key).kind) {
    case "number":
    case "whole": return numberOf(key, trimmed);
    case "json": return parseJson(trimmed);
    case "switch":
    case "choice": return trimmed === "true" ? true : trimmed === "false" ? false : trimmed;
    case "text": return text;
  }
}
