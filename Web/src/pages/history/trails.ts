import { listAuditEntries } from "../../api/audit";
import { fetchModel } from "../../api/models";
import { createResource, useResource } from "../../state/resource";
import { mergedTrail } from "./auditTrail";

const trails = createResource(
  async (key) => {
    const { id, limit } = JSON.parse(key) as { id: string; limit: number };
    // A deleted model has no base to ask for, but its own entries stay.
    const model = await fetchModel(id).catch(() => undefined);
    const weights = model?.base_model_id ?? id;
    const lists = await Promise.all([
      listAuditEntries("model", id, limit),
      listAuditEntries("residency", weights, limit),
    ]);
    return { weights, ...mergedTrail(lists, limit) };
  },
);

export const useTrail = (id: string, limit: number) => useResource(trails, JSON.stringify({ id, limit }));
export const refreshTrails = trails.refresh;
