import * as api from "../api/backups";
import { messageOf, RequestError } from "../api/request";
import { clearCaches } from "./cacheInvalidation";
import { currentStrings } from "./language";
import { createResource, useResource } from "./resource";
import { currentPerson, expectSessionEnd, refreshSession } from "./session";
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

const pauseMilliseconds = 300;
/** Longer than any likely drain. */
const patienceMilliseconds = 15 * 60_000;

/**
 * Restores a backup and waits for the restart. Users without a session in the backup are signed out with a notice.
 * @throws with a message if it was refused or failed
 */
export async function restoreBackup(name: string): Promise<void> {
  const strings = currentStrings().settings.backups;
  const { id } = await api.restoreBackup(name);
  expectSessionEnd(strings.restoredSignInAgain);
  try {
    const outcome = await untilDone(name, id);
    if (outcome?.problem) throw new Error(strings.notRestored(outcome.problem));
    await refreshSession();
    clearCaches();
    if (currentPerson()) showToast({ text: strings.restored });
  } finally {
    expectSessionEnd(undefined);
  }
}

/** Undefined if the session does not exist in the restored instance. */
async function untilDone(name: string, id: string): Promise<api.RestoreOutcome | undefined> {
  const deadline = Date.now() + patienceMilliseconds;
  while (currentPerson() && Date.now() < deadline) {
    try {
      const last = await api.outcomeOfRestore(name);
      if (last.id === id) return last;
    } catch (error) {
      // The server or its proxy is down for the restart. 403: the user is not an administrator in the backup.
      if (!(error instanceof RequestError)) throw error;
      if (error.status === 403) return undefined;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
  }
  if (currentPerson()) throw new Error(currentStrings().settings.backups.restoreTakesLong);
  return undefined;
}
