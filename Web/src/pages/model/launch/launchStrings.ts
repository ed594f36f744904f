import { useStrings } from "../../../state/language";
import { launch as german } from "../../../strings/de/launch";
import { launch as english } from "../../../strings/en/launch";

/** Not among the other texts, which everybody loads: few people ever open this tab. */
export const useLaunchStrings = () => (useStrings().language === "de" ? german : english);
