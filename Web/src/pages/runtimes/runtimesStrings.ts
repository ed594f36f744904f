import { laterStrings } from "../../state/language";
import { runtimes } from "../../strings/en/runtimes";

export const { use: useRuntimesStrings, current: currentRuntimesStrings } = laterStrings("runtimes", runtimes);
