import type { Words } from "..";
import { audit } from "./audit";
import { bin } from "./bin";
import { frame } from "./frame";
import { history } from "./history";
import { memory } from "./memory";
import { models } from "./models";
import { settings } from "./settings";
import { tryIt } from "./tryIt";

export const de: Words = {
  language: "de", frame, audit, bin, history, memory, models, settings, tryIt,
};
