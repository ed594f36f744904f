import type { ComponentType } from "react";
import type { ListedModel } from "../../api/types";
import { lazyComponent } from "../../frame/lazyComponent";
import type { ModelPart } from "./modelParts";
import { OverviewPart } from "./OverviewPart";

export interface PartProps {
  id: string;
  /** Null: the model is deleted, only its past is left. */
  model: ListedModel | null;
}

type Part = ComponentType<PartProps>;

/** The most used tab is part of the page's script; the others are loaded when first opened. */
export const partContents: Record<ModelPart, Part> = {
  overview: OverviewPart,
  try: lazyComponent(async () => (await import("./TryPart")).TryPart),
  use: lazyComponent(async () => (await import("./UsePart")).UsePart),
  access: lazyComponent(async () => (await import("./AccessPart")).AccessPart),
  launch: lazyComponent(async () => (await import("./launch/LaunchPart")).LaunchPart),
  history: lazyComponent(async () => (await import("./HistoryPart")).HistoryPart),
  audit: lazyComponent(async () => (await import("./AuditPart")).AuditPart),
};
