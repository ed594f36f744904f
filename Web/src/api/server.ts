import { listPeople } from "./people";
import { get, getWhatever } from "./request";
import type { ModelList } from "./types";

export interface Health {
  status: boolean;
  problems?: string[];
}

export const fetchHealth = () => getWhatever<Health>("/health", 503);

export const countModels = async () => (await get<ModelList>("/api/v1/models/list", { kind: "all", limit: 1 })).total;

export const countPeople = async () => (await listPeople({ order_by: "name", direction: "asc", page: 1 })).total;
