import { numberText, parseJson } from "../../../api/json";

const provenFields = [
  "id", "created_at", "user_id", "user_name", "action", "entity_type", "entity_id", "outcome", "description", "changes",
  "audit_metadata",
];

/** The first field in which the shown entry differs from the proven line. */
export function contradiction(shown: object, line: string): string | undefined {
  let proven: Record<string, unknown>;
  try {
    proven = parseJson(line) as Record<string, unknown>;
  } catch {
    return "id";
  }
  return provenFields.find((field) => !agrees(proven[field], (shown as Record<string, unknown>)[field]));
}

function agrees(proven: unknown, shown: unknown): boolean {
  if (isSealed(proven)) return shown === undefined || shown === null || typeof shown === "string";
  if (isEmpty(proven) || isEmpty(shown)) return isEmpty(proven) && isEmpty(shown);
  if (numberText(proven) !== undefined) return numberText(proven) === numberText(shown);
  if (Array.isArray(proven)) {
    return Array.isArray(shown) && proven.length === shown.length && proven.every((each, at) => agrees(each, shown[at]));
  }
  if (typeof proven !== "object" || typeof shown !== "object") return proven === shown;
  const [one, other] = [proven as Record<string, unknown>, shown as Record<string, unknown>];
  return [...Object.keys(one), ...Object.keys(other)].every((key) => agrees(one[key], other[key]));
}

/** For names and addresses the line contains only a salted hash: the value beside it may have been erased. */
const isSealed = (value: unknown) =>
  typeof value === "object" && value !== null && Object.keys(value).join() === "salted_sha256";

const isEmpty = (value: unknown) =>
  value === undefined || value === null ||
  (typeof value === "object" && !Array.isArray(value) && Object.keys(value as object).length === 0);
