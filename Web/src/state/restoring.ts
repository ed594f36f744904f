import * as api from "../api/backups";
import { RequestError } from "../api/request";
import { forgetEverything } from "./forgetting";
import { currentStrings } from "./language";
import { currentPerson, expectEnd, refreshSession } from "./session";
import { showToast } from "./toasts";

const pauseMilliseconds = 300;
/** Longer than any drain that a configuration is likely to allow. */
const patienceMilliseconds = 15 * 60_000;

/**
 * Lets the house go on from a backup, and waits until it does. Who has no session in it is signed out, with a word why.
 * @throws with words when it was refused, or the house goes on with what it had
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

/** Nothing when the session was none of the restored house's. */
async function untilDone(name: string, id: string): Promise<api.RestoreOutcome | undefined> {
  const deadline = Date.now() + patienceMilliseconds;
  while (currentPerson() && Date.now() < deadline) {
    try {
      const last = await api.outcomeOfRestore(name);
      if (last.id === id) return last;
    } catch (error) {
      // The server rests, or a proxy before it says that it does. Forbidden: in the restored house one is no administrator.
      if (!(error instanceof RequestError)) throw error;
      if (error.status === 403) return undefined;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
  }
  if (currentPerson()) throw new Error(currentStrings().settings.backups.restoreTakesLong);
  return undefined;
}
