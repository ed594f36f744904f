import { useEffect } from "react";
import type { RecentAct } from "../api/undo";
import { currentLocale, useStrings } from "../state/language";
import { refreshRecentActs, undoRecent, useRecentActs, useUndoResults, type UndoResult } from "../state/undo";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { formatAgo, formatDateTime, formatIn } from "../ui/format";
import { EmptyState, ErrorState, LoadingRows } from "../ui/ListState";
import { recentText } from "./recentText";

/** The user's changes of the last day, each with an undo button. */
export function RecentChangesDialog({ onClose }: { onClose(): void }) {
  const strings = useStrings().undo;
  const acts = useRecentActs();
  const results = useUndoResults();
  // Refresh: there may be new changes since it was last open.
  useEffect(() => void refreshRecentActs(), []);
  return (
    <Dialog isWide title={strings.title} onClose={onClose} actions={<Button onClick={onClose}>{strings.close}</Button>}>
      <p>{strings.about}</p>
      {acts.error && !acts.value ? (
        <ErrorState message={acts.error} onRetry={refreshRecentActs} />
      ) : !acts.value ? (
        <LoadingRows label={strings.loading} rows={3} />
      ) : acts.value.length === 0 ? (
        <EmptyState title={strings.none}><p>{strings.noneWhy}</p></EmptyState>
      ) : (
        <ul className="recent-changes">
          {acts.value.map((act) => <Row key={act.id} act={act} result={results.get(act.id)} />)}
        </ul>
      )}
    </Dialog>
  );
}

function Row({ act, result }: { act: RecentAct; result: UndoResult | undefined }) {
  const strings = useStrings().undo;
  const what = recentText(act, strings, currentLocale());
  return (
    <li className="recent-change">
      <div className="recent-change-what">
        <span>{what}</span>
        <span className="muted">
          <time dateTime={new Date(act.done_at * 1000).toISOString()} title={formatDateTime(act.done_at)}>
            {formatAgo(act.done_at)}
          </time>
          {act.state === "open" && <> · {strings.expires(formatIn(act.undo_until))}</>}
        </span>
        <div role="status"><Result result={result} /></div>
      </div>
      {act.state === "open" ? (
        <Button
          size="small" aria-label={strings.undoWhat(what)} disabled={result?.kind === "running"}
          onClick={() => void undoRecent(act)}
        >
          {result?.kind === "running" ? strings.undoing : strings.undo}
        </Button>
      ) : (
        <span className="muted">{act.state === "undone" ? strings.undone : strings.erased}</span>
      )}
    </li>
  );
}

function Result({ result }: { result: UndoResult | undefined }) {
  const strings = useStrings().undo;
  const reasons: Record<string, string> = strings.reasons;
  const kinds: Record<string, string> = strings.kinds;
  if (result?.kind === "problem") {
    return (
      <>
        <span className="is-problem">{strings.notUndone(result.why)}</span>
        {result.conflicts.length > 1 && (
          <ul>{result.conflicts.map(({ id, reason }) => <li key={id}><code>{id}</code>: {reason}</li>)}</ul>
        )}
      </>
    );
  }
  if (result?.kind !== "done" || result.skipped.length === 0) return null;
  return (
    <>
      {strings.skipped}
      <ul>
        {result.skipped.map(({ type, id, reason }) => (
          <li key={`${type} ${id}`}>{kinds[type] ?? type} <code>{id}</code>: {reasons[reason] ?? reason}</li>
        ))}
      </ul>
    </>
  );
}
