import { actOnModels, type BulkAct, type BulkFilter } from "../api/models";
import { messageOf } from "../api/request";
import { currentStrings } from "./language";
import { refreshModels, onHidden } from "./models";
import { createStore, useStore } from "./store";
import { showToast } from "./toasts";
import { undoAction } from "./undo";

/** IDs of the models for the next bulk action. */
const selection = createStore<ReadonlySet<string>>(new Set());
export const useSelection = () => useStore(selection);
export const selectedIds = () => selection.get();

/** All models that match a filter, visible or not; `count` as far as the list knows. */
export interface WholeSelection {
  filter: BulkFilter;
  count: number;
}
const whole = createStore<WholeSelection | undefined>(undefined);
export const useWholeSelection = () => useStore(whole);
export const wholeSelection = () => whole.get();

export function clearSelection(): void {
  selection.set(new Set());
  whole.set(undefined);
}

export const selectAll = (ids: string[]) => selection.set(new Set(ids));

export const selectWhole = (all: WholeSelection) => whole.set(all);

/** Deselecting one of “all” leaves a selection by ID. */
export function toggleSelected(id: string): void {
  const wasSelected = whole.get() !== undefined || selection.get().has(id);
  whole.set(undefined);
  selection.update((all) => {
    const rest = new Set(all);
    if (wasSelected) rest.delete(id);
    else rest.add(id);
    return rest;
  });
}

onHidden((ids) => selection.update((all) => new Set([...all].filter((id) => !ids.includes(id)))));

/** Changes all selected models in one transaction with one undo. @returns whether the server accepted. */
export async function actOnSelection(act: BulkAct & { reason?: string }): Promise<boolean> {
  const strings = currentStrings().models.selection;
  const all = whole.get();
  try {
    const answer = await actOnModels(all ? { filter: all.filter } : { ids: [...selection.get()] }, act);
    const { undo_token: token, models, deleted } = answer;
    const action = undoAction(token, "selection", strings.undone);
    showToast({ subject: "selection", text: strings.done[act.action](act.action === "delete" ? deleted.length : models.length), action });
    clearSelection();
    await refreshModels();
    return true;
  } catch (error) {
    showToast({ subject: "selection", kind: "problem", text: strings.failed(messageOf(error)) });
    return false;
  }
}
