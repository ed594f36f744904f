import type { Model } from "../../api/types";

/** Those that are on, in the order in which they were written. */
export function capabilitiesOf({ meta }: Pick<Model, "meta">): string[] {
  const { capabilities } = meta;
  if (typeof capabilities !== "object" || capabilities === null) return [];
  return Object.entries(capabilities).filter(([, isOn]) => isOn === true).map(([name]) => name);
}
