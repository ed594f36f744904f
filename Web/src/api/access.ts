import type { ModelAccess } from "./peopleTypes";
import { get, post } from "./request";
import type { Grant, Model } from "./types";

export const fetchModelAccess = (id: string, page: number) =>
  get<ModelAccess>("/api/v1/models/model/access", { id, page });

/** Replaces all grants, unless someone changed the model since that revision. */
export const updateModelAccess = (id: string, grants: Grant[], revision: number) =>
  post<Model>("/api/v1/models/model/access/update", { id, access_grants: grants, revision });
