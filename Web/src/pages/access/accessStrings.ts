import { laterStrings } from "../../state/language";
import { access } from "../../strings/en/access";

export const { use: useAccessStrings, current: currentAccessStrings } = laterStrings("access", access);
