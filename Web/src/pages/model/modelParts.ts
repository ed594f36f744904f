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

/** What a person may not see is not offered. Of what is gone only the past is left, for administrators. */
export function partsFor({ isAdmin }: Pick<Rights, "isAdmin">, model: { write_access: boolean } | null): ModelPart[] {
  if (model === null) return isAdmin ? ["history", "audit"] : [];
  const isWritable = model.write_access;
  const isOpen: Record<ModelPart, boolean> = {
    overview: true, try: true, use: true, access: isWritable, history: isWritable || isAdmin, audit: isAdmin,
  };
  return modelParts.filter((part) => isOpen[part]);
}
