import { useEffect, useState } from "react";
import { type ImportItem, importModels } from "../../api/models";
import { messageOf } from "../../api/request";
import { useStrings } from "../../state/language";
import { refreshModels } from "../../state/models";
import { showToast } from "../../state/toasts";
import { undoAction } from "../../state/undo";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { ChangeList } from "../history/ChangeList";
import { describeChanges } from "../history/revisionText";
import { changesAnything, checkImport, type ImportState, inOrderOfInterest, remarksOn } from "./importing";

/** Previews the changes of a file; nothing changes before the user confirms. */
export function ImportDialog({ file, onClose }: { file: File; onClose(): void }) {
  const all = useStrings().models;
  const strings = all.importing;
  const [state, setState] = useState<ImportState>({ kind: "checking" });
  const [isWorking, setWorking] = useState(false);
  const [problem, setProblem] = useState("");

  useEffect(() => {
    let isCurrent = true;
    void checkImport(file).then((found) => {
      if (isCurrent) setState(found);
    });
    return () => {
      isCurrent = false;
    };
  }, [file]);

  const confirm = async () => {
    if (state.kind !== "checked") return;
    setWorking(true);
    try {
      const { counts, undo_token: token } = await importModels(file, false);
      const action = undoAction(token, "import", all.selection.undone);
      showToast({ subject: "import", text: strings.done(counts.created + counts.changed), action });
      onClose();
      await refreshModels();
    } catch (error) {
      setProblem(messageOf(error));
      setWorking(false);
    }
  };

  const canImport = state.kind === "checked" && changesAnything(state.report);
  return (
    <Dialog
      isWide
      title={strings.title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{strings.cancel}</Button>
          <Button look="primary" disabled={!canImport || isWorking} onClick={() => void confirm()}>
            {isWorking ? strings.working : strings.action}
          </Button>
        </>
      }
    >
      {state.kind === "checking" && <p className="muted">{strings.checking}</p>}
      {state.kind === "unreadable" && <p role="alert" className="is-problem">{strings.notReadable(file.name, state.why)}</p>}
      {state.kind === "refused" && (
        <>
          <p role="alert" className="is-problem">{state.items.length > 0 ? strings.refused(state.items.length) : state.why}</p>
          <ImportLines items={state.items} />
        </>
      )}
      {state.kind === "checked" && (
        <>
          <p>
            {changesAnything(state.report)
              ? strings.summary(state.report.counts.created, state.report.counts.changed, state.report.counts.skipped)
              : strings.nothing}
          </p>
          <ImportLines items={state.report.items} />
        </>
      )}
      {problem && <p role="alert" className="is-problem">{problem}</p>}
    </Dialog>
  );
}

/** Up to this many lines are shown unfolded. */
const fewChanges = 3;

/** The outcome of each line: refused and changed ones first, unchanged ones folded. */
function ImportLines({ items }: { items: ImportItem[] }) {
  const strings = useStrings().models.importing;
  const { shown, unchanged } = inOrderOfInterest(items);
  const changed = shown.filter(({ outcome }) => outcome === "changed").length;
  return (
    <>
      {shown.length > 0 && (
        <ul className="import-lines">
          {shown.map((item, place) => <ImportLine key={place} item={item} place={place} isUnfolded={changed <= fewChanges} />)}
        </ul>
      )}
      {unchanged.length > 0 && (
        <details className="import-unchanged">
          <summary>{strings.unchanged(unchanged.length)}</summary>
          <ul className="import-lines">
            {unchanged.map((item, place) => <ImportLine key={place} item={item} place={place} isUnfolded={false} />)}
          </ul>
        </details>
      )}
    </>
  );
}

interface ImportLineProps {
  item: ImportItem;
  place: number;
  isUnfolded: boolean;
}

function ImportLine({ item, place, isUnfolded }: ImportLineProps) {
  const strings = useStrings().models.importing;
  const changes = describeChanges(item.changes ?? {});
  return (
    <li>
      <code>{item.id || strings.line((item.index ?? place) + 1)}</code>
      <span className={`badge ${item.outcome === "refused" ? "is-problem" : ""}`}>{strings.outcomes[item.outcome] ?? item.outcome}</span>
      {remarksOn(item, strings).map((remark) => <span key={remark} className="muted">{remark}</span>)}
      {changes.length > 0 && (
        <details className="import-changes" open={isUnfolded}>
          <summary>{strings.changesOf(changes.length)}</summary>
          <ChangeList isCompact changes={changes} />
        </details>
      )}
    </li>
  );
}
