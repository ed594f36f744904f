import { currentWords } from "../../state/language";
import { en } from "../../words/en";
import type { TrailEntry } from "../../api/audit";

export const outcomes = ["ok", "denied", "failed"] as const;

/** All actions that the page has words for, by what stands before the point. */
export function actionsByArea(): [area: string, actions: string[]][] {
  const areas = new Map<string, string[]>();
  for (const action of Object.keys(en.audit.actions)) {
    const area = action.slice(0, action.indexOf("."));
    areas.set(area, [...(areas.get(area) ?? []), action]);
  }
  return [...areas];
}

export const kinds = Object.keys(en.audit.kinds);

const wordsFor = (table: object, name: string) => (table as Record<string, string>)[name] ?? name;
export const kindWords = (kind: string): string => wordsFor(currentWords().audit.kinds, kind);
export const areaWords = (area: string): string => wordsFor(currentWords().audit.areas, area);
export const outcomeWords = (outcome: string): string => wordsFor(currentWords().audit.outcomes, outcome);

/** A name where one is known: from the entry itself, or from others that the same person has left. */
export function thingName(entry: TrailEntry, names: ReadonlyMap<string, string>): string {
  if (entry.entity_type === "audit" && entry.entity_id === "log") return "";
  const { after, before } = entry.changes?.name ?? {};
  const told = [names.get(entry.entity_id), after, before].find((name) => typeof name === "string" && name !== "");
  return typeof told === "string" && !isModel(entry) ? told : entry.entity_id;
}

/** Models and their weights are known by their id, and have a history. */
export const isModel = (entry: TrailEntry): boolean => entry.entity_type === "model" || entry.entity_type === "residency";

export const namesIn = (entries: TrailEntry[]): Map<string, string> =>
  new Map(entries.flatMap((entry) => (entry.user_name ? [[entry.user_id, entry.user_name] as const] : [])));

export const historyOf = (entry: TrailEntry): string => `/models/history?id=${encodeURIComponent(entry.entity_id)}`;
