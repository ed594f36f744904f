import { useId } from "react";
import type { ListedModel } from "../../api/types";
import { useModelAt } from "../../state/history";
import { currentLocale } from "../../state/language";
import { Button } from "../../ui/Button";
import { formatDateTime } from "../../ui/format";
import { localOf, momentOf } from "./historyView";
import { factsOf } from "./revisionText";
import { useHistoryStrings } from "./historyStrings";

interface AsOfProps {
  id: string;
  at: string;
  now?: ListedModel;
  onChange(at: string): void;
  /** Missing if the user may not edit the model. */
  onRollBack?(revision: number): void;
}

/** The model at a chosen moment. */
export function AsOf({ id, at, now, onChange, onRollBack }: AsOfProps) {
  const strings = useHistoryStrings().asOf;
  const fieldId = useId();
  return (
    <>
      <div className="filters as-of">
        <label htmlFor={fieldId}>{strings.label}</label>
        <input
          id={fieldId}
          type="datetime-local"
          step={1}
          className="input input-small"
          value={localOf(at)}
          onChange={(event) => onChange(momentOf(event.target.value))}
        />
        {at && <Button look="quiet" onClick={() => onChange("")}>{strings.now}</Button>}
      </div>
      {at && <AtThatMoment id={id} at={at} now={now} onRollBack={onRollBack} />}
    </>
  );
}

function AtThatMoment({ id, at, now, onRollBack }: Omit<AsOfProps, "onChange">) {
  const history = useHistoryStrings();
  const strings = history.asOf;
  const found = useModelAt(id, at);
  const model = found.value;
  const title = strings.title(formatDateTime(Date.parse(at) / 1000, currentLocale()));
  const isCurrent = model?.revision === now?.revision;
  return (
    <section className="panel" aria-label={title} aria-busy={found.isLoading || undefined}>
      <h2>{title}</h2>
      {found.error && <p role="alert" className="is-problem">{found.error}</p>}
      {model === undefined && !found.error && <p role="status" className="muted">{strings.loading}</p>}
      {model === null && <p className="muted">{strings.none}</p>}
      {model && (
        <>
          <p className="section-row">
            <strong>{history.revisions.revision(model.revision)}</strong>
            {isCurrent && <span className="muted">{strings.isCurrent}</span>}
            {!isCurrent && onRollBack && (
              <Button size="small" onClick={() => onRollBack(model.revision)}>{history.rollBack.to(model.revision)}</Button>
            )}
          </p>
          <dl className="changes">
            {factsOf(model).map(({ field, value }) => (
              <div key={field} className="change"><dt>{field}</dt><dd className="value">{value}</dd></div>
            ))}
          </dl>
        </>
      )}
    </section>
  );
}
