import type { Rights } from "../../state/rights";

/** The parts of a model's page, each with an address of its own. */
export const modelParts = ["overview", "try", "use", "access", "history", "audit"] as const;
export type ModelPart = typeof modelParts[number];

export const partAddress = (part: ModelPart, id: string): string => `/models/${part}?id=${encodeURIComponent(id)}`;

export function partAt(path: string, search: string): ModelPart {
  const part = modelParts.find((each) => path === `/models/${each}`) ?? "overview";
  // Where the entries of the audit trail stood before they had a part of their own.
  return part === "history" && new URLSearchParams(search).get("tab") === "happened" ? "audit" : part;
}

/** What a person may not see is not offered. */
export function partsFor(rights: Pick<Rights, "isAdmin">, isWritable: boolean): ModelPart[] {
  const isOpen: Record<ModelPart, boolean> = {
    overview: true, try: true, use: true, access: isWritable, history: isWritable || rights.isAdmin, audit: rights.isAdmin,
  };
  return modelParts.filter((part) => isOpen[part]);
}
