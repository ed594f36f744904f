import { endSessionsOf } from "../../api/people";
import type { Person } from "../../api/peopleTypes";
import { useStrings } from "../../state/language";
import { showToast } from "../../state/toasts";
import { FormDialog } from "../../ui/FormDialog";

export function EndSessionsDialog({ person, onClose }: { person: Person; onClose(): void }) {
  const strings = useStrings().people;
  const end = async () => {
    await endSessionsOf(person.id);
    onClose();
    showToast({ text: strings.ended(person.name) });
  };
  return (
    <FormDialog
      title={strings.endQuestion(person.name)}
      verb={strings.endSessions}
      look="danger"
      onSubmit={end}
      onClose={onClose}
    >
      <p>{strings.endWhat(person.name, person.email)}</p>
    </FormDialog>
  );
}
