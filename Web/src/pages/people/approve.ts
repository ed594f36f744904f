import { updatePerson } from "../../api/people";
import type { PersonName } from "../../api/peopleTypes";
import { messageOf } from "../../api/request";
import { refreshPeople } from "../../state/people";
import { showToast } from "../../state/toasts";

/** Lets somebody in who has signed up. */
export async function approve(person: PersonName): Promise<void> {
  try {
    await updatePerson(person.id, { role: "user" });
    showToast({ subject: person.id, text: `${person.name} may use Muster now.` });
  } catch (error) {
    showToast({ subject: person.id, kind: "problem", text: `${person.name} still waits: ${messageOf(error)}` });
  }
  await refreshPeople();
}
