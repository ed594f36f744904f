import { RequestError } from "../../api/request";
import type { ListedModel } from "../../api/types";
import { useDifference } from "../../state/history";
import { FormDialog } from "../../ui/FormDialog";
import { ChangeList } from "./ChangeList";
import { rollBackWithToast } from "./rollBack";
import { describeChanges, contentOf } from "./revisionText";
import { useHistoryStrings } from "./historyStrings";

interface RollBackDialogProps {
  model: ListedModel;
  revision: number;
  onClose(): void;
}

export function RollBackDialog({ model, revision, onClose }: RollBackDialogProps) {
  const history = useHistoryStrings();
  const strings = history.rollBack;
  const found = useDifference(model.id, model.revision, revision);
  const content = found.value && contentOf(found.value.changes);
  const changes = content && describeChanges(content);
  const submit = async () => {
    try {
      await rollBackWithToast(model, revision);
    } catch (error) {
      if (!(error instanceof RequestError) || error.code !== "model.base_is_gone") throw error;
      const base = content?.base_model_id?.after ?? model.base_model_id;
      throw new Error(strings.baseMissing(String(base), error.message));
    }
    onClose();
  };
  return (
    <FormDialog
      isWide
      title={strings.title(model.name, revision)}
      verb={strings.verb}
      canSubmit={changes === undefined ? found.error !== undefined : changes.length > 0}
      onSubmit={submit}
      onClose={onClose}
    >
      {found.error && <p className="is-problem">{history.revisions.notFound(found.error)}</p>}
      {!changes && !found.error && <p>{history.revisions.findingOut}</p>}
      {changes?.length === 0 && <p>{strings.nothing}</p>}
      {changes && changes.length > 0 && (
        <>
          <p>{strings.changes}</p>
          <ChangeList changes={changes} />
        </>
      )}
      {changes?.length !== 0 && <p>{strings.stays}</p>}
    </FormDialog>
  );
}
