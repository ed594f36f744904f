import { laterStrings } from "../../state/language";
import { tryIt } from "../../strings/en/tryIt";

export const { use: useTryItStrings, current: currentTryItStrings } = laterStrings("tryIt", tryIt);
