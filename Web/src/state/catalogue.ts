import { fetchCatalogue } from "../api/catalogue";
import { createResource, useResource } from "./resource";

const catalogue = createResource(() => fetchCatalogue());

/** What models can refer to. */
export const useCatalogue = () => useResource(catalogue, "");

export const refreshCatalogue = () => catalogue.refresh();

export const clearCatalogue = () => catalogue.clear();
