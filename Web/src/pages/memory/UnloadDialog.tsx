import type { Residency } from "../../api/types";
import { useWords } from "../../state/language";
import { unloadNow } from "../../state/residency";
import { FormDialog } from "../../ui/FormDialog";

/** Closes at once: the answers may take a minute, and the row tells when they are finished. */
export function UnloadDialog({ residency, onClose }: { residency: Residency; onClose(): void }) {
  const words = useWords().memory;
  const { base_model: id, leases } = residency;
  const unload = async () => {
    onClose();
    void unloadNow(id, id);
  };
  return (
    <FormDialog title={words.unloadTitle(id)} verb={words.unloadNow} look="danger" onSubmit={unload} onClose={onClose}>
      {leases > 0 && <p>{words.answersFirst(leases)}</p>}
      <p>{words.thenFree}</p>
    </FormDialog>
  );
}
