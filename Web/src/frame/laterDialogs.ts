import { later } from "./later";

// Rarely used: the first page loads faster without them.

export const ImportDialog = later(async () => (await import("../pages/models/ImportDialog")).ImportDialog);
export const AccessDialog = later(async () => (await import("../pages/access/AccessDialog")).AccessDialog);
