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

export const historyOf = (entry: TrailEntry): string => `/models/history?id=${encodeURIComponent(entry.entity_id)}`;
