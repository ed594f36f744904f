import { get } from "./request";
import type { AuditList } from "./types";

export const listAuditEntries = (entityType: string, entityId: string, limit: number) =>
  get<AuditList>("/api/v1/audit/logs", { entity_type: entityType, entity_id: entityId, limit });
