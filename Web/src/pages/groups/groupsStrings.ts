import { laterStrings } from "../../state/language";
import { groups } from "../../strings/en/groups";

export const { use: useGroupsStrings, current: currentGroupsStrings } = laterStrings("groups", groups);
