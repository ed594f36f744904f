import type { FieldProblem } from "../../api/request";
import type { Words } from "../../words";
import { numberKeys, numberRules, type Draft, type NumberKey } from "./modelForm";

export type FieldName = "name" | "id" | "base_model_id" | "description" | "system" | "stop" | "tags" | NumberKey;
export type FieldErrors = Partial<Record<FieldName, string>>;

export function validate(draft: Draft, words: Words["editor"]): FieldErrors {
  const errors: FieldErrors = {};
  if (!draft.name.trim()) errors.name = words.nameNeeded;
  const idProblem = problemOfId(draft.id, words);
  if (idProblem) errors.id = idProblem;
  if (draft.baseModelId === "") errors.base_model_id = words.baseNeeded;
  for (const key of numberKeys) {
    const problem = problemOfNumber(draft.numbers[key], key, words);
    if (problem) errors[key] = problem;
  }
  return errors;
}

function problemOfId(id: string, words: Words["editor"]): string | undefined {
  if (!id) return words.idNeeded;
  if ([...id].length > 256) return words.idTooLong;
  if (/[\s\p{Cc}]/u.test(id)) return words.idBlanks;
  return undefined;
}

function problemOfNumber(text: string, key: NumberKey, words: Words["editor"]): string | undefined {
  if (text.trim() === "") return undefined;
  const rule = numberRules[key];
  const value = Number(text);
  if (!Number.isFinite(value)) return words.notNumber;
  if (rule.isWhole && !Number.isInteger(value)) return words.notWhole;
  if (value < rule.min || value > rule.max) return words.between(rule.min, rule.max);
  return undefined;
}

const known: readonly string[] = ["name", "id", "base_model_id", "description", "system", "stop", "tags", ...numberKeys];

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
