import type { Rights } from "../../state/rights";

/** The tabs of a model's page, each with its own address. */
export const modelParts = ["overview", "try", "use", "access", "launch", "history", "audit"] as const;
export type ModelPart = typeof modelParts[number];

export const partAddress = (part: ModelPart, id: string): string => `/models/${part}?id=${encodeURIComponent(id)}`;

export function partAt(path: string, search: string): ModelPart {
  const part = modelParts.find((each) => path === `/models/${each}`) ?? "overview";
  // Where the audit entries were before they had their own tab.
  return part === "history" && new URLSearchParams(search).get("tab") === "happened" ? "audit" : part;
}

/** The tabs that the user may open. For deleted models, administrators see only the past. */
export function partsFor({ isAdmin }: Pick<Rights, "isAdmin">, model: { write_access: boolean; base_model_id: string | null } | null): ModelPart[] {
  if (model === null) return isAdmin ? ["history", "audit"] : [];
  const isWritable = model.write_access;
  const isOpen: Record<ModelPart, boolean> = {
    overview: true, try: true, use: true, access: isWritable,
    launch: isAdmin && model.base_model_id === null, history: isWritable || isAdmin, audit: isAdmin,
  };
  return modelParts.filter((part) => isOpen[part]);
}
