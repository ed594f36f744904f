import * as api from "../api/catalog";
import type { CatalogItem, CatalogKind } from "../api/catalog";
import { messageOf } from "../api/request";
import { currentStrings } from "./language";
import { createResource, useResource } from "./resource";
import { showToast } from "./toasts";

const catalog = createResource(() => api.fetchCatalog());

export const useCatalog = () => useResource(catalog, "");

export const refreshCatalog = () => catalog.refresh();

export const clearCatalog = () => catalog.clear();

type Entry = Pick<CatalogItem, "id" | "name" | "description">;

/** Creates or updates an entry. @throws RequestError */
export async function saveItem(kind: CatalogKind, entry: Entry): Promise<void> {
  await api.setCatalogItem(kind, entry);
  showToast({ subject: entry.id, text: currentStrings().catalog.saved(entry.name) });
  await refreshCatalog();
}

async function addAgain(kind: CatalogKind, entry: Entry): Promise<void> {
  try {
    await saveItem(kind, entry);
  } catch (error) {
    const text = currentStrings().catalog.notRestored(entry.name, messageOf(error));
    showToast({ subject: entry.id, kind: "problem", text });
  }
}

/** Removes an entry; the toast's button adds it again. */
export async function removeItem(kind: CatalogKind, entry: Entry): Promise<void> {
  const strings = currentStrings().catalog;
  const { id, name, description } = entry;
  try {
    await api.deleteCatalogItem(kind, id);
    const action = { label: strings.undo, run: () => void addAgain(kind, { id, name, description }) };
    showToast({ subject: id, text: strings.removed(name), action });
  } catch (error) {
    showToast({ subject: id, kind: "problem", text: strings.notRemoved(name, messageOf(error)) });
  }
  await refreshCatalog();
}
