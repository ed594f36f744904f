import { numberText } from "../../api/json";
import type { JsonObject, Model, ModelForm } from "../../api/types";

/** What the form holds: text as typed, so that unset ("") and zero ("0") differ. */
export interface Draft {
  name: string;
  id: string;
  /** null: this is a base model, its id names the weights. */
  baseModelId: string | null;
  description: string;
  system: string;
  numbers: Record<NumberKey, string>;
  stop: string[];
  tags: string[];
  isActive: boolean;
}

export const numberKeys = ["temperature", "top_p", "max_tokens", "seed"] as const;
export type NumberKey = typeof numberKeys[number];

export interface NumberRule {
  isWhole: boolean;
  min: number;
  max: number;
}

export const numberRules: Record<NumberKey, NumberRule> = {
  temperature: { isWhole: false, min: 0, max: 2 },
  top_p: { isWhole: false, min: 0, max: 1 },
  max_tokens: { isWhole: true, min: -1, max: 1e9 },
  seed: { isWhole: true, min: -1, max: Number.MAX_SAFE_INTEGER },
};

export const emptyDraft: Draft = {
  name: "", id: "", baseModelId: null, description: "", system: "",
  numbers: { temperature: "", top_p: "", max_tokens: "", seed: "" },
  stop: [], tags: [], isActive: true,
};

export function draftOf(model: Model): Draft {
  const numbers = { ...emptyDraft.numbers };
  for (const key of numberKeys) numbers[key] = textOf(model.params[key]);
  return {
    name: model.name,
    id: model.id,
    baseModelId: model.base_model_id,
    description: textOf(model.meta.description),
    system: textOf(model.params.system),
    numbers,
    stop: stopOf(model.params.stop),
    tags: tagsOf(model.meta.tags).map((tag) => tag.name),
    isActive: model.is_active,
  };
}

/**
 * What is sent. Keys that the form does not know go back as they came, and so does every value that was not
 * touched: `"0.70"` stays the text that another program wrote.
 */
export function formOf(draft: Draft, original: Model | undefined): ModelForm {
  const before = original ? draftOf(original) : emptyDraft;
  const params: JsonObject = { ...original?.params };
  const meta: JsonObject = { ...original?.meta };
  if (draft.system !== before.system) put(params, "system", draft.system || undefined);
  for (const key of numberKeys) {
    const text = draft.numbers[key].trim();
    if (text !== before.numbers[key]) put(params, key, text === "" ? undefined : Number(text));
  }
  if (!sameWords(draft.stop, before.stop)) put(params, "stop", draft.stop.length > 0 ? draft.stop : undefined);
  if (draft.description !== before.description) put(meta, "description", draft.description || undefined);
  if (!sameWords(draft.tags, before.tags)) put(meta, "tags", mergedTags(draft.tags, original?.meta.tags));
  return {
    id: draft.id,
    name: draft.name.trim(),
    base_model_id: draft.baseModelId,
    params,
    meta,
    is_active: draft.isActive,
    ...(original ? { revision: original.revision } : {}),
  };
}

/** Made from the name: what Open WebUI's clients make of it too. */
export function idFromName(name: string): string {
  return name.normalize("NFKD").toLowerCase().trim().replace(/\s+/g, "-").replace(/[^a-z0-9-]/g, "").replace(/-{2,}/g, "-");
}

export function isSameDraft(one: Draft, other: Draft): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function put(object: JsonObject, key: string, value: unknown): void {
  if (value === undefined) delete object[key];
  else object[key] = value;
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return numberText(value) ?? "";
}

function stopOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.filter((each): each is string => typeof each === "string");
  return typeof value === "string" && value !== "" ? value.split(",") : [];
}

type Tag = JsonObject & { name: string };

function tagsOf(value: unknown): Tag[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((tag): Tag[] =>
    typeof tag === "string" ? [{ name: tag }]
    : typeof tag === "object" && tag !== null && typeof (tag as Tag).name === "string" ? [tag as Tag]
    : [],
  );
}

// A tag that stays keeps whatever else its object holds.
function mergedTags(names: string[], before: unknown): Tag[] {
  const known = tagsOf(before);
  return names.map((name) => known.find((tag) => tag.name === name) ?? { name });
}

const sameWords = (one: string[], other: string[]) => JSON.stringify(one) === JSON.stringify(other);
