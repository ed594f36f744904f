import type { JsonObject } from "../../api/types";

export interface Reference {
  id: string;
  name: string;
}

export const referenceLists = ["toolIds", "filterIds", "defaultFilterIds", "actionIds"] as const;
export type ReferenceList = typeof referenceLists[number];

/** Known capabilities with their defaults. */
export const knownCapabilities = {
  vision: true, file_upload: true, file_context: true, web_search: true, image_generation: true,
  code_interpreter: true, terminal: true, citations: true, status_updates: true, memory: true, builtin_tools: true,
  usage: false,
} as const;
export type Capability = keyof typeof knownCapabilities;
export const capabilityNames = Object.keys(knownCapabilities) as Capability[];

/** Features that can be on in a new chat. */
export const featureNames = ["web_search", "image_generation", "code_interpreter"] as const;
export type Feature = typeof featureNames[number];

/** The form's fields in a model's `meta`, except description and tags. Names as in Open WebUI 0.12. */
export interface MetaDraft {
  /** A data URL, an address, or empty. */
  image: string;
  suggestions: string[];
  capabilities: Record<Capability, boolean>;
  features: string[];
  knowledge: Reference[];
  references: Record<ReferenceList, string[]>;
}

export const emptyMeta: MetaDraft = {
  image: "", suggestions: [], capabilities: { ...knownCapabilities }, features: [], knowledge: [],
  references: { toolIds: [], filterIds: [], defaultFilterIds: [], actionIds: [] },
};

export function metaDraftOf(meta: JsonObject): MetaDraft {
  const capabilities = { ...knownCapabilities } as Record<Capability, boolean>;
  for (const name of capabilityNames) {
    const value = objectOf(meta.capabilities)[name];
    if (typeof value === "boolean") capabilities[name] = value;
  }
  return {
    image: typeof meta.profile_image_url === "string" ? meta.profile_image_url : "",
    suggestions: objectsIn(meta.suggestion_prompts).map((each) => each.content).filter(isText),
    capabilities,
    features: textsIn(meta.defaultFeatureIds),
    knowledge: objectsIn(meta.knowledge).flatMap(({ id, name }) =>
      isText(id) ? [{ id, name: isText(name) ? name : id }] : []),
    references: {
      toolIds: textsIn(meta.toolIds), filterIds: textsIn(meta.filterIds),
      defaultFilterIds: textsIn(meta.defaultFilterIds), actionIds: textsIn(meta.actionIds),
    },
  };
}

/** Writes changes into `meta`; everything else in it stays. */
export function putMeta(meta: JsonObject, draft: MetaDraft, before: MetaDraft): void {
  if (draft.image !== before.image) meta.profile_image_url = draft.image || null;
  if (differ(draft.suggestions, before.suggestions)) {
    const known = objectsIn(meta.suggestion_prompts);
    const wanted = draft.suggestions.map((content) => content.trim()).filter(Boolean);
    meta.suggestion_prompts =
      wanted.length === 0 ? null : wanted.map((content) => known.find((each) => each.content === content) ?? { content });
  }
  if (differ(draft.capabilities, before.capabilities)) {
    const said = capabilityNames.filter((name) => draft.capabilities[name] !== before.capabilities[name]);
    const changes = Object.fromEntries(said.map((name) => [name, draft.capabilities[name]]));
    meta.capabilities = { ...objectOf(meta.capabilities), ...changes };
  }
  if (differ(draft.features, before.features)) meta.defaultFeatureIds = draft.features;
  if (differ(draft.knowledge, before.knowledge)) {
    const known = objectsIn(meta.knowledge);
    meta.knowledge = draft.knowledge.map(({ id, name }) =>
      known.find((each) => each.id === id) ?? { id, name, type: "collection" });
  }
  for (const list of referenceLists) {
    if (differ(draft.references[list], before.references[list])) meta[list] = draft.references[list];
  }
}

const differ = (one: unknown, other: unknown): boolean => JSON.stringify(one) !== JSON.stringify(other);

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

const textsIn = (value: unknown): string[] => (Array.isArray(value) ? value.filter(isText) : []);

const objectOf = (value: unknown): JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

const objectsIn = (value: unknown): JsonObject[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === "object" && each !== null) : [];
