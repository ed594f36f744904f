import { get, post, remove } from "./request";

export const catalogueKinds = ["tools", "knowledge", "filters", "actions"] as const;
export type CatalogueKind = typeof catalogueKinds[number];

/** Something in a front end that models can refer to. */
export interface CatalogueItem {
  id: string;
  name: string;
  description: string;
  updated_at: number;
}

export type Catalogue = Record<CatalogueKind, CatalogueItem[]>;

export const fetchCatalogue = () => get<Catalogue>("/api/v1/catalog");

/** Creates or updates an entry. */
export const setCatalogueItem = (kind: CatalogueKind, item: Pick<CatalogueItem, "id" | "name" | "description">) =>
  post<CatalogueItem>(`/api/v1/catalog/${kind}`, item);

export const deleteCatalogueItem = (kind: CatalogueKind, id: string) =>
  remove<true>(`/api/v1/catalog/${kind}/${encodeURIComponent(id)}`);
