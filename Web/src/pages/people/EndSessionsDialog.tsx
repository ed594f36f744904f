import { endSessionsOf } from "../../api/people";
import type { Person } from "../../api/peopleTypes";
import { useWords } from "../../state/language";
import { showToast } from "../../state/toasts";
import { FormDialog } from "../../ui/FormDialog";

export function EndSessionsDialog({ person, onClose }: { person: Person; onClose(): void }) {
  const words = useWords().people;
  const end = async () => {
    await endSessionsOf(person.id);
    onClose();
    showToast({ text: words.ended(person.name) });
  };
  return (
    <FormDialog
      title={words.endQuestion(person.name)}
      verb={words.endSessions}
      look="danger"
      onSubmit={end}
      onClose={onClose}
    >
      <p>{words.endWhat(person.name, person.email)}</p>
    </FormDialog>
  );
}
