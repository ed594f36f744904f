import { useDifference } from "../../state/history";
import { IconButton } from "../../ui/Button";
import { ChangeList } from "./ChangeList";
import { describeChanges } from "./revisionText";
import { useHistoryStrings } from "./historyStrings";

interface ComparisonProps {
  id: string;
  compared: number[];
  onClose(): void;
}

export function Comparison({ id, compared, onClose }: ComparisonProps) {
  const strings = useHistoryStrings().comparison;
  const [from = 0, to] = compared;
  return (
    <section className="panel" aria-live="polite" aria-label={to === undefined ? undefined : strings.title(from, to)}>
      {to === undefined ? <p>{strings.one(from)}</p> : <Compared id={id} from={from} to={to} />}
      <IconButton label={strings.close} className="panel-close" onClick={onClose}>×</IconButton>
    </section>
  );
}

function Compared({ id, from, to }: { id: string; from: number; to: number }) {
  const history = useHistoryStrings();
  const strings = history.comparison;
  const found = useDifference(id, from, to);
  const changes = found.value && describeChanges(found.value.changes);
  const title = strings.title(from, to);
  return (
    <>
      <h2>{title}</h2>
      {found.error && <p className="is-problem">{history.revisions.notFound(found.error)}</p>}
      {!found.error && !changes && <p className="muted">{history.revisions.findingOut}</p>}
      {changes?.length === 0 && <p className="muted">{strings.same}</p>}
      {changes && changes.length > 0 && <ChangeList changes={changes} />}
    </>
  );
}
