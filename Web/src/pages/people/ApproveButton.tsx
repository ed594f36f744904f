import { updatePerson } from "../../api/people";
import type { PersonName } from "../../api/peopleTypes";
import { messageOf } from "../../api/request";
import { refreshPeople } from "../../state/people";
import { showToast } from "../../state/toasts";
import { Button } from "../../ui/Button";
import { currentPeopleStrings, usePeopleStrings } from "./peopleStrings";

export function ApproveButton({ person }: { person: PersonName }) {
  const strings = usePeopleStrings();
  return (
    <Button size="small" look="primary" aria-label={strings.approveWhom(person.name)} onClick={() => void approve(person)}>
      {strings.approve}
    </Button>
  );
}

/** Approves a user who has signed up. */
export async function approve(person: PersonName): Promise<void> {
  const strings = currentPeopleStrings();
  try {
    await updatePerson(person.id, { role: "user" });
    showToast({ subject: person.id, text: strings.approved(person.name) });
  } catch (error) {
    showToast({ subject: person.id, kind: "problem", text: strings.notApproved(person.name, messageOf(error)) });
  }
  await refreshPeople();
}
