import { messageOf } from "../api/request";
import { currentStrings } from "../state/language";
import { askToLeave } from "../state/location";
import { signOut } from "../state/session";
import { showToast } from "../state/toasts";

/** Asks first if there are unsaved changes. */
export function leave(): void {
  askToLeave(() => {
    signOut().catch((error: unknown) => {
      showToast({ kind: "problem", text: currentStrings().frame.stillSignedIn(messageOf(error)) });
    });
  });
}
