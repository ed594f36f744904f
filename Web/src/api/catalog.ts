import { get, post, remove } from "./request";

export const catalogKinds = ["tools", "knowledge", "filters", "actions"] as const;
export type CatalogKind = typeof catalogKinds[number];

/** Something in a front end that models can refer to. */
export interface CatalogItem {
  id: string;
  name: string;
  description: string;
  updated_at: number;
}

export type CatalogItems = Record<CatalogKind, CatalogItem[]>;

export const fetchCatalog = () => get<CatalogItems>("/api/v1/catalog");

/** Creates or updates an entry. */
export const setCatalogItem = (kind: CatalogKind, item: Pick<CatalogItem, "id" | "name" | "description">) =>
  post<CatalogItem>(`/api/v1/catalog/${kind}`, item);

export const deleteCatalogItem = (kind: CatalogKind, id: string) =>
  remove<true>(`/api/v1/catalog/${kind}/${encodeURIComponent(id)}`);
