import { clearAccess } from "./access";
import { clearAudit } from "./audit";
import { clearBackups } from "./backups";
import { clearBin } from "./bin";
import { clearCatalog } from "./catalog";
import { clearGroups } from "./groups";
import { clearHistory } from "./history";
import { clearKeys } from "./keys";
import { clearMemory } from "./memory";
import { clearModels } from "./models";
import { closeDialog, closeUseIt } from "./openDialog";
import { clearPeople } from "./people";
import { clearRuntimes } from "./runtimes";
import { clearServer } from "./server";
import { currentPerson, subscribeToSession } from "./session";
import { clearUndo } from "./undo";
import { clearDay, clearUsage } from "./usage";
import { clearWeights } from "./weights";

const clearings = [
  clearModels, clearAccess, clearPeople, clearGroups, clearKeys, clearBackups, clearServer, clearMemory,
  clearAudit, clearBin, clearHistory, clearDay, clearUsage, clearCatalog, clearRuntimes, clearUndo, clearWeights,
];

/** Clears all caches and loads what is visible again, for example after a restore. */
export function clearCaches(): void {
  for (const clear of clearings) clear();
}

/** Clears all caches when another user signs in. Called once, when the page starts. */
export function clearCachesOnUserChange(): void {
  let last: string | undefined;
  subscribeToSession(() => {
    const person = currentPerson();
    if (!person) {
      closeDialog();
      closeUseIt();
    }
    if (!person || person.id === last) return;
    last = person.id;
    clearCaches();
  });
}
