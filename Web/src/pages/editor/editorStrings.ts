import { laterStrings } from "../../state/language";
import { editor } from "../../strings/en/editor";

export const { use: useEditorStrings, current: currentEditorStrings } = laterStrings("editor", editor);
