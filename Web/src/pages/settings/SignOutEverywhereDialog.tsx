import type { Session } from "../../api/types";
import { useWords } from "../../state/language";
import { signOutEverywhere } from "../../state/session";
import { FormDialog } from "../../ui/FormDialog";

export function SignOutEverywhereDialog({ person, onClose }: { person: Session; onClose(): void }) {
  const words = useWords().settings.me;
  return (
    <FormDialog
      title={words.signOutEverywhereQuestion(person.name)}
      verb={words.signOutEverywhere}
      look="danger"
      onSubmit={signOutEverywhere}
      onClose={onClose}
    >
      <p>{words.whatEnds}</p>
    </FormDialog>
  );
}
