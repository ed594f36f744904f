import { messageOf } from "../api/request";
import { currentWords } from "../state/language";
import { signOut } from "../state/session";
import { showToast } from "../state/toasts";

export async function leave(): Promise<void> {
  try {
    await signOut();
  } catch (error) {
    showToast({ kind: "problem", text: currentWords().frame.stillSignedIn(messageOf(error)) });
  }
}
