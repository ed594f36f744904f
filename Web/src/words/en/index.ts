import { audit } from "./audit";
import { bin } from "./bin";
import { frame } from "./frame";
import { memory } from "./memory";
import { settings } from "./settings";

export const en = { language: "en", frame, audit, bin, memory, settings };
