import type { BinEntry } from "../../api/bin";
import { messageOf, RequestError } from "../../api/request";
import type { Model } from "../../api/types";
import { restore } from "../../state/bin";
import { navigate } from "../../state/location";
import { showToast } from "../../state/toasts";
import { modelAddress } from "../models/addresses";
import { currentBinStrings } from "./binStrings";

/** Refusals that the user can resolve. */
export type Obstacle = "taken" | "base-is-gone";

/** @returns the obstacle, if the user can resolve it; other outcomes are shown as a toast. */
export async function restoreWithToast(entry: BinEntry): Promise<Obstacle | undefined> {
  try {
    showRestored(entry, await restore(entry));
    return undefined;
  } catch (error) {
    const obstacle = obstacleIn(error);
    if (obstacle) return obstacle;
    const text = currentBinStrings().notRestored(entry.name, messageOf(error));
    showToast({ subject: entry.version_id, kind: "problem", text });
    return undefined;
  }
}

export function showRestored(entry: BinEntry, model: Model): void {
  const strings = currentBinStrings();
  const text = model.id === entry.id ? strings.restored(model.name, model.is_active) : strings.restoredAs(model.name, model.id);
  showToast({ subject: entry.version_id, text, action: { label: strings.open, run: () => navigate(modelAddress(model.id)) } });
}

function obstacleIn(error: unknown): Obstacle | undefined {
  if (!(error instanceof RequestError) || error.status !== 409) return undefined;
  if (error.code === "model.taken") return "taken";
  return error.code === "model.base_is_gone" ? "base-is-gone" : undefined;
}
