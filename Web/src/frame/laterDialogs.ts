import { later } from "./later";

// Opened now and then: the first page comes sooner without them.

export const ImportDialog = later(async () => (await import("../pages/models/ImportDialog")).ImportDialog);
export const AccessDialog = later(async () => (await import("../pages/access/AccessDialog")).AccessDialog);
