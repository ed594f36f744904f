import type { JsonObject } from "../../../api/types";

export const residencyModes = ["eager", "on_demand", "pinned"] as const;
export const residencyTexts = ["priority", "idle_unload", "min_residency", "memory", "max_concurrency"] as const;
export type ResidencyText = typeof residencyTexts[number];

/** The settings as typed; empty: not set. */
export type ResidencyDraft = Record<ResidencyText | "residency", string>;

/** @param meta of a base model: the settings are members of `meta.muster` */
export function residencyDraftOf(meta: JsonObject): ResidencyDraft {
  const muster = (typeof meta.muster === "object" && meta.muster !== null ? meta.muster : {}) as JsonObject;
  const text = (name: string) => (muster[name] === undefined || muster[name] === null ? "" : String(muster[name]));
  return {
    residency: text("residency"), priority: text("priority"), idle_unload: text("idle_unload"),
    min_residency: text("min_residency"), memory: text("memory"), max_concurrency: text("max_concurrency"),
  };
}

/** What is no number is sent as it was typed: the server says what is wrong with it. */
export function residencySettingsOf(draft: ResidencyDraft): JsonObject {
  const settings: JsonObject = {};
  if (draft.residency !== "") settings.residency = draft.residency;
  for (const name of residencyTexts) {
    const text = draft[name].trim();
    if (text === "") continue;
    const isNumber = (name === "priority" || name === "max_concurrency") && /^\d{1,9}(\.\d{1,9})?$/.test(text);
    settings[name] = isNumber ? Number(text) : text;
  }
  return settings;
}
