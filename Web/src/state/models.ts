import { listActiveModels } from "../api/memory";
import * as api from "../api/models";
import type { ListQuery } from "../api/models";
import { messageOf, RequestError } from "../api/request";
import type { BaseModel, ListedModel, Model, ModelList } from "../api/types";
import { currentStrings } from "./language";
import { causeText } from "../pages/memory/causeText";
import { watchedResidency } from "./residency";
import { createResource, useResource } from "./resource";
import { useStore } from "./store";
import { followActivation, type ActivationProgress } from "./activation";
import { showToast, type ToastAction } from "./toasts";
import { undoAction } from "./undo";
import { createPendingChanges } from "./pendingChanges";

const loadList = (key: string) => api.listModels(JSON.parse(key) as ListQuery);
const lists = createResource(loadList, { keepsPrevious: true, reuse: reuseItems });
const baseModels = createResource(() => api.listBaseModels());
const tags = createResource(() => api.listTags());
const activeModels = createResource(() => listActiveModels());
const single = createResource((id) => nullIfHidden(api.fetchModel(id)));
const noBaseModels = createResource<BaseModel[]>(async () => []);
const readableBaseModels = createResource(async () => (await api.listReadableBaseModels()).map(baseModelOf));

/** The first page of models, and the total. */
export const useModelList = (query: ListQuery) => useResource(lists, JSON.stringify(query));

/** Further pages. A resource of its own, so that no page is shown in place of another. */
const laterLists = createResource(loadList, { reuse: reuseItems });
export const useLaterModels = (query: ListQuery) => useResource(laterLists, JSON.stringify(query));

/** One model; null: it does not exist, or the user may not see it. */
export const useModel = (id: string) => useResource(single, id);

/** Base models and available files. Administrators only; empty for others. */
export const useBaseModels = (isAdmin: boolean) => useResource(isAdmin ? baseModels : noBaseModels, "");

/** Base models for a preset: all of them, or those that the user may read. */
export const useBasesToChoose = (isAdmin: boolean) => useResource(isAdmin ? baseModels : readableBaseModels, "");

/** All active models that the user may see. */
export const useActiveModels = () => useResource(activeModels, "");

/** Keeps unchanged items identical, so that a change of one model doesn't redraw all. */
function reuseItems(known: ModelList, fresh: ModelList): ModelList {
  const byId = new Map(known.items.map((item) => [item.id, item]));
  const items = fresh.items.map((item) => {
    const before = byId.get(item.id);
    return before && before.revision === item.revision && JSON.stringify(before) === JSON.stringify(item) ? before : item;
  });
  return { ...fresh, items };
}

function baseModelOf(model: Model): BaseModel {
  const { id, name, is_active } = model;
  return { id, name, is_active, model, runtime: "", file_bytes: null, clashes_with: null, registered: true, residency: null };
}

/** Tags in use, as suggestions. */
export const useTags = (): string[] => useResource(tags, "").value ?? [];

/** Switches with a pending request, by model: the page shows the new position at once. */
const pendingSwitches = createPendingChanges<boolean>();
export const usePendingSwitches = () => useStore(pendingSwitches.current);

/** Models named by events since the lists were last loaded. */
const changedIds = new Set<string>();
let notifyHidden: (ids: string[]) => void = () => {};

/** The listener receives models that a change removed from the visible lists: they must not stay selected. */
export function onHidden(listener: typeof notifyHidden): void {
  notifyHidden = listener;
}

export function modelChanged(id: string): void {
  changedIds.add(id);
  refreshModelsSoon();
}

export async function refreshModels(): Promise<void> {
  const ids = [...changedIds];
  changedIds.clear();
  await Promise.all([lists, laterLists, baseModels, readableBaseModels, activeModels, single, tags].map((each) => each.refresh()));
  const shown = new Set([...lists.values(), ...laterLists.values()].flatMap((list) => list.items.map((item) => item.id)));
  const gone = ids.filter((id) => !shown.has(id));
  if (gone.length > 0) notifyHidden(gone);
}

export function clearModels(): void {
  lists.clear();
  laterLists.clear();
  baseModels.clear();
  activeModels.clear();
  single.clear();
  readableBaseModels.clear();
  tags.clear();
  pendingSwitches.clear();
  for (const id of [...followed.keys()]) stopFollowing(id);
}

let refreshTimer: ReturnType<typeof setTimeout> | undefined;

/** Combines many changes in a row (a script that switches 100 models) into one request. */
export function refreshModelsSoon(): void {
  if (refreshTimer !== undefined) return;
  refreshTimer = setTimeout(() => {
    refreshTimer = undefined;
    void refreshModels();
  }, 150);
}

/** Ignores answers that are older than a known revision: an event may have overtaken them. */
function replaceModel(model: Model): void {
  const isOlder = (known: Model) => known.id === model.id && known.revision <= model.revision;
  const replace = (list: ModelList): ModelList => ({
    ...list,
    items: list.items.map((item) => (isOlder(item) ? { ...item, ...model } : item)),
  });
  lists.patch(replace);
  laterLists.patch(replace);
  single.patch((known) => (known && isOlder(known) ? { ...known, ...model } : known));
  baseModels.patch((all) =>
    all.map((base) => (
      base.id === model.id && (!base.model || isOlder(base.model))
        ? { ...base, registered: true, is_active: model.is_active, model } : base
    )),
  );
}

/** Loads in progress whose outcome is shown as a toast, by model; each with a function that stops it. */
const followed = new Map<string, () => void>();
const followedMilliseconds = 600_000;

/** Shows the progress of a model that was switched on until it is ready. */
function showProgress(model: Model, name: string, whenReady?: ToastAction): void {
  const { id } = model;
  const tell = (progress: ActivationProgress) => {
    const { state: { models: strings }, memory } = currentStrings();
    switch (progress.kind) {
      case "on": return showToast({ subject: id, text: strings.on(name) });
      case "loading": return showToast({ subject: id, text: strings.loading(name) });
      case "waiting": return showToast({ subject: id, text: strings.waiting(name) });
      case "ready": return showToast({ subject: id, text: strings.ready(name), action: whenReady });
      case "failed":
        return showToast({ subject: id, kind: "problem", text: strings.notLoaded(name, causeText(progress.why, memory)) });
    }
  };
  followed.set(id, followActivation(watchedResidency(model.base_model_id ?? id), tell, followedMilliseconds));
}

function stopFollowing(id: string): void {
  followed.get(id)?.();
  followed.delete(id);
}

/** @param afterwards offered when the model is ready */
export function switchModel(id: string, name: string, on: boolean, afterwards?: ToastAction): Promise<void> {
  const strings = currentStrings().state.models;
  return pendingSwitches.add(id, on, async () => {
    stopFollowing(id);
    try {
      const { warning, ...model } = await (on ? api.activateModel(id) : api.deactivateModel(id));
      replaceModel(model);
      if (warning !== undefined) showToast({ subject: id, kind: "problem", text: strings.offNotStored(name) });
      else if (on) showProgress(model, name, afterwards);
      else showToast({ subject: id, text: strings.off(name) });
    } catch (error) {
      const stays = on ? strings.notSwitchedOn : strings.notSwitchedOff;
      showToast({ subject: id, kind: "problem", text: stays(name, messageOf(error)) });
    } finally {
      refreshModelsSoon();
    }
  });
}

/** Moves the model to the bin; the toast can undo it. */
export async function deleteModel(id: string, name: string, dependents: api.Dependents, reason?: string): Promise<void> {
  const { undo_token: token } = await api.deleteModel(id, dependents, reason);
  const strings = currentStrings().state.models;
  const action = undoAction(token, id, strings.restored(name));
  showToast({ subject: id, text: strings.deleted(name), action });
  await refreshModels();
}

/** Hidden models stay usable, but model pickers don't offer them. */
export async function setHidden(model: ListedModel, isHidden: boolean): Promise<void> {
  const strings = currentStrings().models;
  const { id, name } = model;
  try {
    // Fetches the latest content: the list may be out of date.
    const { user: _, write_access: __, ...known } = await api.fetchModel(id);
    replaceModel(await api.updateModel({ ...known, meta: { ...known.meta, hidden: isHidden } }));
    const action = { label: strings.selection.undo, run: () => void setHidden(model, !isHidden) };
    showToast({ subject: id, text: isHidden ? strings.isHidden(name) : strings.isShown(name), action });
  } catch (error) {
    showToast({ subject: id, kind: "problem", text: strings.notChanged(name, messageOf(error)) });
  }
}

/** Switching on an available file creates a model for it. */
export async function registerBaseModel(base: BaseModel, afterwards?: ToastAction): Promise<void> {
  const strings = currentStrings().state.models;
  // Already pending.
  if (pendingSwitches.current.get().has(base.id)) return;
  await pendingSwitches.add(base.id, true, async () => {
    try {
      const form = { id: base.id, name: base.id, base_model_id: null, meta: {}, params: {}, is_active: true };
      const model = await api.createModel(form);
      replaceModel(model);
      showProgress(model, base.id, afterwards);
      await refreshModels();
    } catch (error) {
      showToast({ subject: base.id, kind: "problem", text: strings.notSwitchedOn(base.id, messageOf(error)) });
    }
  });
}

export async function nullIfHidden<Value>(answer: Promise<Value>): Promise<Value | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof RequestError && (error.status === 404 || error.status === 403)) return null;
    throw error;
  }
}
