import { laterStrings } from "../../state/language";
import { weights } from "../../strings/en/weights";

export const { use: useWeightsStrings, current: currentWeightsStrings } = laterStrings("weights", weights);
