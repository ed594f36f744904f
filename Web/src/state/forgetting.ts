import { clearAccess } from "./access";
import { clearBin } from "./bin";
import { clearGroups } from "./groups";
import { clearHistory } from "./history";
import { clearKeys } from "./keys";
import { clearModels } from "./models";
import { clearPeople } from "./people";
import { currentPerson, subscribeToSession } from "./session";

/** Nothing of one person's lists may be shown to the next. Called once, when the page starts. */
export function forgetWhatOthersSaw(): void {
  let last: string | undefined;
  subscribeToSession(() => {
    const person = currentPerson();
    if (!person || person.id === last) return;
    last = person.id;
    for (const clear of [clearModels, clearAccess, clearPeople, clearGroups, clearKeys, clearBin, clearHistory]) clear();
  });
}
