import { fetchModelAccess } from "../api/access";
import { createResource, useResource } from "./resource";

const access = createResource(
  (key) => {
    const { id, page } = JSON.parse(key) as { id: string; page: number };
    return fetchModelAccess(id, page);
  },
);

/** Who can use a model. Only users who may edit it may ask. */
export const useModelAccess = (id: string, page: number) => useResource(access, JSON.stringify({ id, page }));

export const refreshAccess = access.refresh;
export const clearAccess = access.clear;
