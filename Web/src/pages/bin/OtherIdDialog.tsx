import { useState } from "react";
import type { BinEntry } from "../../api/bin";
import { restore } from "../../state/bin";
import { useStrings } from "../../state/language";
import { FormDialog } from "../../ui/FormDialog";
import { TextField } from "../../ui/Field";
import { isPossibleId, otherIdFor } from "./binView";
import { tellRestored } from "./restoreAndTell";

export function OtherIdDialog({ entry, onClose }: { entry: BinEntry; onClose(): void }) {
  const strings = useStrings().bin;
  const [id, setId] = useState(otherIdFor(entry.id));
  const wanted = id.trim();
  const submit = async () => {
    const model = await restore(entry, wanted);
    onClose();
    tellRestored(entry, model);
  };
  return (
    <FormDialog
      title={strings.taken.title(entry.name)}
      verb={strings.restore}
      canSubmit={isPossibleId(wanted) && wanted !== entry.id}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>{strings.taken.why(entry.id)}</p>
      <TextField label={strings.taken.id} value={id} hint={strings.taken.hint} isRequired hasFocus onChange={setId} />
    </FormDialog>
  );
}
