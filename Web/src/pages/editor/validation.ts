import type { FieldProblem } from "../../api/request";
import { numberKeys, numberRules, type Draft, type NumberKey } from "./modelForm";

export type FieldName = "name" | "id" | "base_model_id" | "description" | "system" | "stop" | "tags" | NumberKey;
export type FieldErrors = Partial<Record<FieldName, string>>;

export function validate(draft: Draft): FieldErrors {
  const errors: FieldErrors = {};
  if (!draft.name.trim()) errors.name = "A name is needed.";
  const idProblem = problemOfId(draft.id);
  if (idProblem) errors.id = idProblem;
  if (draft.baseModelId === "") errors.base_model_id = "Choose what this model stands on.";
  for (const key of numberKeys) {
    const problem = problemOfNumber(draft.numbers[key], key);
    if (problem) errors[key] = problem;
  }
  return errors;
}

function problemOfId(id: string): string | undefined {
  if (!id) return "An ID is needed.";
  if ([...id].length > 256) return "At most 256 characters.";
  if (/[\s\p{Cc}]/u.test(id)) return "No blanks or control characters.";
  return undefined;
}

function problemOfNumber(text: string, key: NumberKey): string | undefined {
  if (text.trim() === "") return undefined;
  const rule = numberRules[key];
  const value = Number(text);
  if (!Number.isFinite(value)) return "Not a number.";
  if (rule.isWhole && !Number.isInteger(value)) return "A whole number is needed.";
  if (value < rule.min || value > rule.max) return `Between ${rule.min} and ${rule.max}.`;
  return undefined;
}

const known: readonly string[] = ["name", "id", "base_model_id", "description", "system", "stop", "tags", ...numberKeys];

/** Puts what the server found wrong at the field it belongs to; `rest` has no field of its own. */
export function errorsFromServer(problems: FieldProblem[]): { errors: FieldErrors; rest: string[] } {
  const errors: FieldErrors = {};
  const rest: string[] = [];
  for (const problem of problems) {
    // ["body", "params", "temperature"]; below a list stands an index: ["body", "params", "stop", 0].
    const field = [...problem.loc].reverse().find((part) => typeof part === "string" && known.includes(part));
    if (field) errors[field as FieldName] = problem.msg;
    else rest.push(`${problem.loc.slice(1).join(".") || "The form"}: ${problem.msg}`);
  }
  return { errors, rest };
}
