import { useState } from "react";
import { type Revision, revisionsPerPage } from "../../api/history";
import type { ListedModel } from "../../api/types";
import { Link } from "../../frame/Link";
import { refreshHistory, useRevisions } from "../../state/history";
import { Button } from "../../ui/Button";
import { EmptyState, ErrorState, LoadingRows } from "../../ui/ListState";
import { AsOf } from "./AsOf";
import { Comparison } from "./Comparison";
import { RollBackDialog } from "./RollBackDialog";
import { RevisionTable } from "./RevisionTable";
import { type HistoryView, withTick } from "./historyView";
import { useHistoryStrings } from "./historyStrings";

interface RevisionsProps {
  view: HistoryView;
  model: ListedModel | null;
  onShow(changes: Partial<HistoryView>): void;
}

export function Revisions({ view, model, onShow }: RevisionsProps) {
  const [goingBackTo, setGoingBackTo] = useState<number>();
  const now = model ?? undefined;
  const writable = now?.write_access ? now : undefined;
  return (
    <>
      <AsOf
        id={view.id}
        at={view.at}
        now={now}
        onChange={(at) => onShow({ at })}
        onRollBack={writable && setGoingBackTo}
      />
      {view.compared.length > 0 && (
        <Comparison id={view.id} compared={view.compared} onClose={() => onShow({ compared: [] })} />
      )}
      <RevisionList view={view} name={now?.name ?? view.id} writable={writable} onShow={onShow} onRollBack={setGoingBackTo} />
      {goingBackTo !== undefined && writable && (
        <RollBackDialog model={writable} revision={goingBackTo} onClose={() => setGoingBackTo(undefined)} />
      )}
    </>
  );
}

const binOf = (id: string) => `/bin?query=${encodeURIComponent(id)}`;

interface RevisionListProps {
  view: HistoryView;
  name: string;
  writable?: ListedModel;
  onShow(changes: Partial<HistoryView>): void;
  onRollBack(revision: number): void;
}

function RevisionList({ view, name, writable, onShow, onRollBack }: RevisionListProps) {
  const history = useHistoryStrings();
  const strings = history.revisions;
  const list = useRevisions(view.id, view.page);
  if (list.error && !list.value) return <ErrorState message={list.error} onRetry={refreshHistory} />;
  if (list.value === undefined) return <LoadingRows label={history.loading} rows={8} />;
  const revisions: Revision[] = list.value ?? [];
  const isEmpty = revisions.length === 0;
  return (
    <>
      {list.error && <p role="alert" className="inline-problem">{history.outdated(list.error)}</p>}
      {revisions[0]?.action === "model.delete" && view.page === 1 && (
        <p className="warning">{strings.inBin} <Link to={binOf(view.id)}>{strings.toBin}</Link></p>
      )}
      {isEmpty && view.page === 1 && <EmptyState title={strings.none}><p>{strings.noneWhy}</p></EmptyState>}
      {isEmpty && view.page > 1 && <EmptyState title={strings.noneOnPage} />}
      {!isEmpty && (
        <RevisionTable
          name={name}
          revisions={revisions}
          isBusy={list.isLoading}
          writable={writable}
          compared={view.compared}
          onTick={(revision) => onShow({ compared: withTick(view.compared, revision) })}
          onRollBack={onRollBack}
        />
      )}
      <RevisionPages
        page={view.page}
        hasOlder={revisions.length === revisionsPerPage && revisions.at(-1)?.parent_id !== null}
        onTurn={(page) => onShow({ page })}
      />
    </>
  );
}

interface RevisionPagesProps {
  page: number;
  hasOlder: boolean;
  onTurn(page: number): void;
}

/** The API doesn't count revisions: there is only next and previous. */
function RevisionPages({ page, hasOlder, onTurn }: RevisionPagesProps) {
  const strings = useHistoryStrings().revisions;
  if (page === 1 && !hasOlder) return null;
  return (
    <nav className="pages" aria-label={strings.pages}>
      <Button size="small" disabled={page <= 1} onClick={() => onTurn(page - 1)}>{strings.newer}</Button>
      <Button size="small" disabled={!hasOlder} onClick={() => onTurn(page + 1)}>{strings.older}</Button>
    </nav>
  );
}
