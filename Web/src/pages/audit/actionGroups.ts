import { audit as english } from "../../strings/en/audit";
import type { TrailEntry } from "../../api/audit";
import { currentAuditStrings } from "./auditStrings";

export const outcomes = ["ok", "denied", "failed"] as const;

/** All actions that the page knows, grouped by the part before the dot. */
export function actionsByArea(): [area: string, actions: string[]][] {
  const areas = new Map<string, string[]>();
  for (const action of Object.keys(english.actions)) {
    const area = action.slice(0, action.indexOf("."));
    areas.set(area, [...(areas.get(area) ?? []), action]);
  }
  return [...areas];
}

export const kinds = Object.keys(english.kinds);

const textFor = (table: object, name: string) => (table as Record<string, string>)[name] ?? name;
export const kindText = (kind: string): string => textFor(currentAuditStrings().kinds, kind);
export const areaText = (area: string): string => textFor(currentAuditStrings().areas, area);
export const outcomeText = (outcome: string): string => textFor(currentAuditStrings().outcomes, outcome);

export const historyOf = (entry: TrailEntry): string => `/models/history?id=${encodeURIComponent(entry.entity_id)}`;
