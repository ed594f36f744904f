import type { Words } from "..";

export const memory: Words["memory"] = {};
