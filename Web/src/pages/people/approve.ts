import { updatePerson } from "../../api/people";
import type { PersonName } from "../../api/peopleTypes";
import { messageOf } from "../../api/request";
import { currentWords } from "../../state/language";
import { refreshPeople } from "../../state/people";
import { showToast } from "../../state/toasts";

/** Lets somebody in who has signed up. */
export async function approve(person: PersonName): Promise<void> {
  const words = currentWords().people;
  try {
    await updatePerson(person.id, { role: "user" });
    showToast({ subject: person.id, text: words.approved(person.name) });
  } catch (error) {
    showToast({ subject: person.id, kind: "problem", text: words.stillWaits(person.name, messageOf(error)) });
  }
  await refreshPeople();
}
