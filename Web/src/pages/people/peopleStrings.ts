import { laterStrings } from "../../state/language";
import { people } from "../../strings/en/people";

export const { use: usePeopleStrings, current: currentPeopleStrings } = laterStrings("people", people);
