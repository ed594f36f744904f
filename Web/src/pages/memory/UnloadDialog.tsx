import type { Residency } from "../../api/types";
import { useStrings } from "../../state/language";
import { unloadNow } from "../../state/residency";
import { useModelNames } from "../../state/modelNames";
import { FormDialog } from "../../ui/FormDialog";

/** Closes at once: finishing answers may take a minute, and the row shows progress. */
export function UnloadDialog({ residency, onClose }: { residency: Residency; onClose(): void }) {
  const strings = useStrings().memory;
  const { base_model: id, leases } = residency;
  const name = useModelNames()(id);
  const unload = async () => {
    onClose();
    void unloadNow(id, name);
  };
  return (
    <FormDialog title={strings.unloadTitle(name)} verb={strings.unloadNow} look="danger" onSubmit={unload} onClose={onClose}>
      {leases > 0 && <p>{strings.answersFirst(leases)}</p>}
      <p>{strings.thenFree}</p>
    </FormDialog>
  );
}
