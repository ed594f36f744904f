import * as api from "../api/catalogue";
import type { CatalogueItem, CatalogueKind } from "../api/catalogue";
import { messageOf } from "../api/request";
import { currentStrings } from "./language";
import { createResource, useResource } from "./resource";
import { showToast } from "./toasts";

const catalogue = createResource(() => api.fetchCatalogue());

export const useCatalogue = () => useResource(catalogue, "");

export const refreshCatalogue = () => catalogue.refresh();

export const clearCatalogue = () => catalogue.clear();

type Entry = Pick<CatalogueItem, "id" | "name" | "description">;

/** Creates or updates an entry. @throws RequestError */
export async function enter(kind: CatalogueKind, entry: Entry): Promise<void> {
  await api.setCatalogueItem(kind, entry);
  showToast({ subject: entry.id, text: currentStrings().catalogue.entered(entry.name) });
  await refreshCatalogue();
}

async function putBack(kind: CatalogueKind, entry: Entry): Promise<void> {
  try {
    await enter(kind, entry);
  } catch (error) {
    const text = currentStrings().catalogue.notPutBack(entry.name, messageOf(error));
    showToast({ subject: entry.id, kind: "problem", text });
  }
}

/** Removes an entry; the toast's button adds it again. */
export async function takeOut(kind: CatalogueKind, entry: Entry): Promise<void> {
  const strings = currentStrings().catalogue;
  const { id, name, description } = entry;
  try {
    await api.deleteCatalogueItem(kind, id);
    const action = { label: strings.undo, run: () => void putBack(kind, { id, name, description }) };
    showToast({ subject: id, text: strings.takenOut(name), action });
  } catch (error) {
    showToast({ subject: id, kind: "problem", text: strings.notTakenOut(name, messageOf(error)) });
  }
  await refreshCatalogue();
}
