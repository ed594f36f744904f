import { laterStrings } from "../../state/language";
import { bin } from "../../strings/en/bin";

export const { use: useBinStrings, current: currentBinStrings } = laterStrings("bin", bin);
