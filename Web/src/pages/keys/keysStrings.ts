import { laterStrings } from "../../state/language";
import { keys } from "../../strings/en/keys";

export const { use: useKeysStrings, current: currentKeysStrings } = laterStrings("keys", keys);
