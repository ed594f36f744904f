import type { Words } from "..";
import { audit } from "./audit";
import { bin } from "./bin";
import { frame } from "./frame";
import { history } from "./history";
import { memory } from "./memory";
import { settings } from "./settings";

export const de: Words = { language: "de", frame, audit, bin, history, memory, settings };
