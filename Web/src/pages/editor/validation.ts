import type { FieldProblem } from "../../api/request";
import type { Words } from "../../words";
import type { Draft } from "./modelForm";
import { paramKeys, ruleOf, type ParamKey, type ParamRule } from "./params";
import { numberOf, valueOfParam } from "./paramValues";

export type FieldName = "name" | "id" | "base_model_id" | "description" | "system" | "stop" | "tags" | "custom_params"
  | "profile_image_url" | ParamKey;
export type FieldErrors = Partial<Record<FieldName, string>>;

/** @param initial what the form began with: what nobody touched is not held against the person, whoever wrote it */
export function validate(draft: Draft, words: Words["editor"], initial?: Draft): FieldErrors {
  const errors: FieldErrors = {};
  if (!draft.name.trim()) errors.name = words.nameNeeded;
  const idProblem = problemOfId(draft.id, words);
  if (idProblem) errors.id = idProblem;
  if (draft.baseModelId === "") errors.base_model_id = words.baseNeeded;
  for (const key of paramKeys) {
    const isTouched = draft.params[key] !== initial?.params[key];
    const problem = isTouched ? problemOfParam(draft.params[key], key, words) : undefined;
    if (problem) errors[key] = problem;
  }
  const custom = problemOfCustom(draft, words, initial?.custom ?? []);
  if (custom) errors.custom_params = custom;
  return errors;
}

function problemOfId(id: string, words: Words["editor"]): string | undefined {
  if (!id) return words.idNeeded;
  if ([...id].length > 256) return words.idTooLong;
  if (/[\s\p{Cc}]/u.test(id)) return words.idBlanks;
  return undefined;
}

function problemOfParam(text: string, key: ParamKey, words: Words["editor"]): string | undefined {
  if (text.trim() === "") return undefined;
  const rule = ruleOf(key);
  if (rule.kind === "number" || rule.kind === "whole") return problemOfNumber(numberOf(key, text), rule, words);
  if (rule.kind !== "json") return undefined;
  try {
    valueOfParam(key, text);
    return undefined;
  } catch {
    return words.notJson;
  }
}

function problemOfNumber(value: number, rule: ParamRule, words: Words["editor"]): string | undefined {
  if (!Number.isFinite(value)) return words.notNumber;
  if (rule.kind === "whole" && !Number.isInteger(value)) return words.notWhole;
  const { min = -Infinity, max = Infinity } = rule;
  if (value < min || value > max) return words.between(min, max);
  return undefined;
}

function problemOfCustom({ custom }: Draft, words: Words["editor"], initial: Draft["custom"]): string | undefined {
  const filled = custom.filter(({ name, text }) => name.trim() !== "" || text.trim() !== "");
  const names = filled.map(({ name }) => name.trim());
  if (names.includes("")) return words.custom.nameNeeded;
  if (new Set(names).size < names.length) return words.custom.twice;
  for (const { name, text } of filled) {
    if (initial.some((each) => each.name === name && each.text === text)) continue;
    try {
      JSON.parse(text);
    } catch {
      return words.custom.notJson(name);
    }
  }
  return undefined;
}

const known: readonly string[] = [
  "name", "id", "base_model_id", "description", "system", "stop", "tags", "custom_params",
  "profile_image_url", ...paramKeys,
];

/** Puts what the server found wrong at the field it belongs to; `rest` has no field of its own. */
export function errorsFromServer(
  problems: FieldProblem[],
  words: Words["editor"],
): { errors: FieldErrors; rest: string[] } {
  const errors: FieldErrors = {};
  const rest: string[] = [];
  for (const problem of problems) {
    // ["body", "params", "temperature"]; below a list stands an index: ["body", "params", "stop", 0].
    const field = [...problem.loc].reverse().find((part) => typeof part === "string" && known.includes(part));
    if (field) errors[field as FieldName] = problem.msg;
    else rest.push(`${problem.loc.slice(1).join(".") || words.theForm}: ${problem.msg}`);
  }
  return { errors, rest };
}
