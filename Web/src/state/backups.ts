import * as api from "../api/backups";
import { messageOf } from "../api/request";
import { currentWords } from "./language";
import { createResource, useResource } from "./resource";
import { createStore, useStore } from "./store";
import { showToast } from "./toasts";

const list = createResource(() => api.listBackups());

/** Goes on when another page is opened, and is still told there. */
const isMaking = createStore(false);

export const useBackups = () => useResource(list, "");
export const useIsMakingBackup = () => useStore(isMaking);
export const refreshBackups = () => list.refresh();

export async function makeBackup(): Promise<void> {
  if (isMaking.get()) return;
  isMaking.set(true);
  const subject = "backup";
  try {
    const made = await api.makeBackup();
    showToast({ subject, text: currentWords().settings.backups.made(made.name) });
  } catch (error) {
    showToast({ subject, kind: "problem", text: currentWords().settings.backups.notMade(messageOf(error)) });
  }
  isMaking.set(false);
  await list.refresh();
}

export function clearBackups(): void {
  list.clear();
}
