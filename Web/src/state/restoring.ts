import * as api from "../api/backups";
import { RequestError } from "../api/request";
import { forgetEverything } from "./forgetting";
import { currentStrings } from "./language";
import { currentPerson, expectEnd, refreshSession } from "./session";
import { showToast } from "./toasts";

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
  expectEnd(strings.restoredSignInAgain);
  try {
    const outcome = await untilDone(name, id);
    if (outcome?.problem) throw new Error(strings.notRestored(outcome.problem));
    await refreshSession();
    forgetEverything();
    if (currentPerson()) showToast({ text: strings.restored });
  } finally {
    expectEnd(undefined);
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
