import { clearAccess } from "./access";
import { clearAudit } from "./audit";
import { clearBackups } from "./backups";
import { clearBin } from "./bin";
import { clearCatalogue } from "./catalogue";
import { clearDay } from "./day";
import { clearGroups } from "./groups";
import { clearHistory } from "./history";
import { clearKeys } from "./keys";
import { clearMemory } from "./memory";
import { clearModels } from "./models";
import { closeDialog } from "./openDialog";
import { clearPeople } from "./people";
import { clearServer } from "./server";
import { currentPerson, subscribeToSession } from "./session";
import { clearUndo } from "./undo";
import { clearUsage } from "./usage";
import { closeUseIt } from "./useIt";

const clearings = [
  clearModels, clearAccess, clearPeople, clearGroups, clearKeys, clearBackups, clearServer, clearMemory,
  clearAudit, clearBin, clearHistory, clearDay, clearUsage, clearCatalogue, clearUndo,
];

/** Asks again for all that is on show; for when the house behind the page is another one. */
export function forgetEverything(): void {
  for (const clear of clearings) clear();
}

/** Nothing of one person's lists may be shown to the next. Called once, when the page starts. */
export function forgetWhatOthersSaw(): void {
  let last: string | undefined;
  subscribeToSession(() => {
    const person = currentPerson();
    if (!person) {
      closeDialog();
      closeUseIt();
    }
    if (!person || person.id === last) return;
    last = person.id;
    forgetEverything();
  });
}
