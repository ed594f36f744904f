import { endSessionsOf } from "../../api/people";
import type { Person } from "../../api/peopleTypes";
import { showToast } from "../../state/toasts";
import { FormDialog } from "../../ui/FormDialog";

export function EndSessionsDialog({ person, onClose }: { person: Person; onClose(): void }) {
  const end = async () => {
    await endSessionsOf(person.id);
    onClose();
    showToast({ text: `${person.name} is signed out everywhere.` });
  };
  return (
    <FormDialog title={`End the sessions of ${person.name}?`} verb="End sessions" look="danger" onSubmit={end} onClose={onClose}>
      <p>{person.name} ({person.email}) is signed out everywhere and can sign in again. Keys stay good.</p>
    </FormDialog>
  );
}
