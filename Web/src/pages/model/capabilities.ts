import type { Model } from "../../api/types";

/** The active ones, in their stored order. */
export function capabilitiesOf({ meta }: Pick<Model, "meta">): string[] {
  const { capabilities } = meta;
  if (typeof capabilities !== "object" || capabilities === null) return [];
  return Object.entries(capabilities).filter(([, isOn]) => isOn === true).map(([name]) => name);
}
