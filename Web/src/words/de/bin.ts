import type { Words } from "..";

export const bin: Words["bin"] = {};
