import type { FieldProblem } from "../../api/request";
import type { Strings } from "../../strings";
import type { Draft } from "./modelForm";
import { paramKeys, ruleOf, type ParamKey, type ParamRule } from "./params";
import { numberOf, valueOfParam } from "./paramValues";

export type FieldName = "name" | "id" | "base_model_id" | "description" | "system" | "stop" | "tags" | "custom_params"
  | "profile_image_url" | ParamKey;
export type FieldErrors = Partial<Record<FieldName, string>>;

/** @param initial the form's initial content: untouched fields are not validated, whoever wrote them */
export function validate(draft: Draft, strings: Strings["editor"], initial?: Draft): FieldErrors {
  const errors: FieldErrors = {};
  if (!draft.name.trim()) errors.name = strings.nameNeeded;
  const idProblem = problemOfId(draft.id, strings);
  if (idProblem) errors.id = idProblem;
  if (draft.baseModelId === "") errors.base_model_id = strings.baseNeeded;
  for (const key of paramKeys) {
    const isTouched = draft.params[key] !== initial?.params[key];
    const problem = isTouched ? problemOfParam(draft.params[key], key, strings) : undefined;
    if (problem) errors[key] = problem;
  }
  const custom = problemOfCustom(draft, strings, initial?.custom ?? []);
  if (custom) errors.custom_params = custom;
  return errors;
}

function problemOfId(id: string, strings: Strings["editor"]): string | undefined {
  if (!id) return strings.idNeeded;
  if ([...id].length > 256) return strings.idTooLong;
  if (/[\s\p{Cc}]/u.test(id)) return strings.idBlanks;
  return undefined;
}

function problemOfParam(text: string, key: ParamKey, strings: Strings["editor"]): string | undefined {
  if (text.trim() === "") return undefined;
  const rule = ruleOf(key);
  if (rule.kind === "number" || rule.kind === "whole") return problemOfNumber(numberOf(key, text), rule, strings);
  if (rule.kind !== "json") return undefined;
  try {
    valueOfParam(key, text);
    return undefined;
  } catch {
    return strings.notJson;
  }
}

function problemOfNumber(value: number, rule: ParamRule, strings: Strings["editor"]): string | undefined {
  if (!Number.isFinite(value)) return strings.notNumber;
  if (rule.kind === "whole" && !Number.isInteger(value)) return strings.notWhole;
  const { min = -Infinity, max = Infinity } = rule;
  if (value < min || value > max) return strings.between(min, max);
  return undefined;
}

function problemOfCustom({ custom }: Draft, strings: Strings["editor"], initial: Draft["custom"]): string | undefined {
  const filled = custom.filter(({ name, text }) => name.trim() !== "" || text.trim() !== "");
  const names = filled.map(({ name }) => name.trim());
  if (names.includes("")) return strings.custom.nameNeeded;
  if (new Set(names).size < names.length) return strings.custom.twice;
  for (const { name, text } of filled) {
    if (initial.some((each) => each.name === name && each.text === text)) continue;
    try {
      JSON.parse(text);
    } catch {
      return strings.custom.notJson(name);
    }
  }
  return undefined;
}

const known: readonly string[] = [
  "name", "id", "base_model_id", "description", "system", "stop", "tags", "custom_params",
  "profile_image_url", ...paramKeys,
];

/** Assigns the server's validation errors to their fields; `rest` has no field. */
export function errorsFromServer(
  problems: FieldProblem[],
  strings: Strings["editor"],
): { errors: FieldErrors; rest: string[] } {
  const errors: FieldErrors = {};
  const rest: string[] = [];
  for (const problem of problems) {
    // ["body", "params", "temperature"]; list items have an index: ["body", "params", "stop", 0].
    const field = [...problem.loc].reverse().find((part) => typeof part === "string" && known.includes(part));
    if (field) errors[field as FieldName] = problem.msg;
    else rest.push(`${problem.loc.slice(1).join(".") || strings.theForm}: ${problem.msg}`);
  }
  return { errors, rest };
}
