import { lazy, type ComponentType } from "react";
import type { ListedModel } from "../../api/types";
import type { ModelPart } from "./modelParts";
import { OverviewPart } from "./OverviewPart";

export interface PartProps {
  id: string;
  /** Null: it is gone, and only its past is left. */
  model: ListedModel | null;
}

type Part = ComponentType<PartProps>;

/** What most people come for is there at once, the rest when it is first opened. */
export const partContents: Record<ModelPart, Part> = {
  overview: OverviewPart,
  try: lazy(async () => ({ default: (await import("./TryPart")).TryPart })),
  use: lazy(async () => ({ default: (await import("./UsePart")).UsePart })),
  access: lazy(async () => ({ default: (await import("./AccessPart")).AccessPart })),
  history: lazy(async () => ({ default: (await import("./HistoryPart")).HistoryPart })),
  audit: lazy(async () => ({ default: (await import("./AuditPart")).AuditPart })),
};
