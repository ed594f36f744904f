import type { Grant, JsonObject, Model, ModelForm } from "../../api/types";
import { numberText } from "../../api/json";
import { grantsOf, type Audience } from "../access/grants";
import { emptyMeta, metaDraftOf, putMeta, type MetaDraft } from "./metaDraft";
import { paramKeys, type ParamKey } from "./params";
import { textOfParam, valueOfParam } from "./paramValues";

/** A parameter without a field in the form; `text` is JSON. */
export interface CustomParam {
  name: string;
  text: string;
}

/** The form's content: text as typed, so that unset ("") and zero ("0") differ. */
export interface Draft extends MetaDraft {
  name: string;
  id: string;
  /** null: a base model, whose ID names the weights. */
  baseModelId: string | null;
  description: string;
  system: string;
  params: Record<ParamKey, string>;
  custom: CustomParam[];
  stop: string[];
  tags: string[];
  isActive: boolean;
  /** For new models only; the grants of existing ones have their own dialog. */
  audiences: Audience[];
}

const noParams = Object.fromEntries(paramKeys.map((key) => [key, ""])) as Record<ParamKey, string>;

export const emptyDraft: Draft = {
  ...emptyMeta, name: "", id: "", baseModelId: null, description: "", system: "", params: noParams, custom: [],
  stop: [], tags: [], isActive: true, audiences: [],
};

export function draftOf(model: Model): Draft {
  const params = { ...noParams };
  for (const key of paramKeys) params[key] = textOfParam(key, model.params[key]);
  return {
    ...metaDraftOf(model.meta),
    name: model.name,
    id: model.id,
    baseModelId: model.base_model_id,
    description: textOf(model.meta.description),
    system: textOf(model.params.system),
    params,
    custom: customOf(model.params.custom_params),
    stop: stopOf(model.params.stop),
    tags: tagsOf(model.meta.tags).map((tag) => tag.name),
    isActive: model.is_active,
    audiences: [],
  };
}

/**
 * The request body. Unknown keys and untouched values are sent back unchanged:
 * `"0.70"` stays the text that another program wrote.
 */
export function formOf(draft: Draft, original: Model | undefined): ModelForm {
  const before = original ? draftOf(original) : emptyDraft;
  const params: JsonObject = { ...original?.params };
  const meta: JsonObject = { ...original?.meta };
  if (draft.system !== before.system) put(params, "system", draft.system || undefined);
  for (const key of paramKeys) {
    if (draft.params[key].trim() !== before.params[key].trim()) put(params, key, valueOfParam(key, draft.params[key]));
  }
  if (JSON.stringify(draft.custom) !== JSON.stringify(before.custom)) put(params, "custom_params", customParams(draft.custom));
  if (!sameTexts(draft.stop, before.stop)) put(params, "stop", draft.stop.length > 0 ? draft.stop : undefined);
  if (draft.description !== before.description) put(meta, "description", draft.description || undefined);
  if (!sameTexts(draft.tags, before.tags)) put(meta, "tags", mergedTags(draft.tags, original?.meta.tags));
  putMeta(meta, draft, before);
  const grants: Grant[] = grantsOf(draft.audiences);
  return {
    id: draft.id,
    name: draft.name.trim(),
    base_model_id: draft.baseModelId,
    params,
    meta,
    is_active: draft.isActive,
    ...(grants.length > 0 ? { access_grants: grants } : {}),
    ...(original ? { revision: original.revision } : {}),
  };
}

/** An ID from the name, as Open WebUI's clients derive it. */
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

function customOf(value: unknown): CustomParam[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).map(([name, each]) => ({ name, text: typeof each === "string" ? each : JSON.stringify(each) }));
}

function customParams(all: CustomParam[]): JsonObject | undefined {
  const named = all.filter(({ name }) => name.trim() !== "");
  return named.length === 0 ? undefined : Object.fromEntries(named.map(({ name, text }) => [name.trim(), text]));
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

// A kept tag keeps the other members of its object.
function mergedTags(names: string[], before: unknown): Tag[] {
  const known = tagsOf(before);
  return names.map((name) => known.find((tag) => tag.name === name) ?? { name });
}

const sameTexts = (one: string[], other: string[]) => JSON.stringify(one) === JSON.stringify(other);
