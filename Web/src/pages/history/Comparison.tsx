import { useDifference } from "../../state/history";
import { useWords } from "../../state/language";
import { IconButton } from "../../ui/Button";
import { ChangeList } from "./ChangeList";
import { changesInWords } from "./versionWords";

interface ComparisonProps {
  id: string;
  /** One revision or two. */
  compared: number[];
  onClose(): void;
}

export function Comparison({ id, compared, onClose }: ComparisonProps) {
  const words = useWords().history.comparison;
  const [from = 0, to] = compared;
  return (
    <section className="panel" aria-live="polite" aria-label={to === undefined ? undefined : words.title(from, to)}>
      {to === undefined ? <p>{words.one(from)}</p> : <Compared id={id} from={from} to={to} />}
      <IconButton label={words.close} className="panel-close" onClick={onClose}>×</IconButton>
    </section>
  );
}

function Compared({ id, from, to }: { id: string; from: number; to: number }) {
  const history = useWords().history;
  const words = history.comparison;
  const found = useDifference(id, from, to);
  const changes = found.value && changesInWords(found.value.changes);
  const title = words.title(from, to);
  return (
    <>
      <h2>{title}</h2>
      {found.error && <p className="is-problem">{history.versions.notFound(found.error)}</p>}
      {!found.error && !changes && <p className="muted">{history.versions.findingOut}</p>}
      {changes?.length === 0 && <p className="muted">{words.same}</p>}
      {changes && changes.length > 0 && <ChangeList changes={changes} />}
    </>
  );
}
