import { laterStrings } from "../../state/language";
import { history } from "../../strings/en/history";

export const { use: useHistoryStrings, current: currentHistoryStrings } = laterStrings("history", history);
