import type { Session } from "../../api/types";
import { useStrings } from "../../state/language";
import { signOutEverywhere } from "../../state/session";
import { FormDialog } from "../../ui/FormDialog";

export function SignOutEverywhereDialog({ person, onClose }: { person: Session; onClose(): void }) {
  const strings = useStrings().settings.me;
  return (
    <FormDialog
      title={strings.signOutEverywhereQuestion(person.name)}
      verb={strings.signOutEverywhere}
      look="danger"
      onSubmit={signOutEverywhere}
      onClose={onClose}
    >
      <p>{strings.whatEnds}</p>
    </FormDialog>
  );
}
