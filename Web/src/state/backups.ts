import * as api from "../api/backups";
import { messageOf } from "../api/request";
import { currentStrings } from "./language";
import { createResource, useResource } from "./resource";
import { createStore, useStore } from "./store";
import { showToast } from "./toasts";

const list = createResource(() => api.listBackups());

/** A backup continues, and is reported, after another page is opened. */
interface Making {
  isMaking: boolean;
  problem?: string;
}

const making = createStore<Making>({ isMaking: false });

export const useBackups = () => useResource(list, "");
export const useMaking = () => useStore(making);
export const refreshBackups = () => list.refresh();

export async function makeBackup(): Promise<void> {
  if (making.get().isMaking) return;
  making.set({ isMaking: true });
  const subject = "backup";
  try {
    const made = await api.makeBackup();
    making.set({ isMaking: false });
    showToast({ subject, text: currentStrings().settings.backups.made(made.name) });
  } catch (error) {
    const problem = currentStrings().settings.backups.notMade(messageOf(error));
    making.set({ isMaking: false, problem });
    showToast({ subject, kind: "problem", text: problem });
  }
  await list.refresh();
}

export function clearBackups(): void {
  list.clear();
  making.update(({ isMaking }) => ({ isMaking }));
}
