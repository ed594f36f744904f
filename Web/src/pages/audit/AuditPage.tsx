import { useState } from "react";
import type { TrailFilters } from "../../api/audit";
import { loadNewer, refreshTrail, useTrail } from "../../state/audit";
import { useStrings } from "../../state/language";
import { replaceSearch, usePlace } from "../../state/location";
import { EmptyState, ErrorState, LoadingRows } from "../../ui/ListState";
import { Button } from "../../ui/Button";
import { AuditFilters } from "./AuditFilters";
import { AuditHead } from "./AuditHead";
import { AuditTable } from "./AuditTable";
import { filtersOf, hasFilters, limitOf, readView, shownAtFirst, writeView, type AuditView } from "./auditView";
import { BeginAnewDialog } from "./BeginAnewDialog";
import { EntryDialog } from "./EntryDialog";
import { noNames } from "./names";
import { useLive } from "./useLive";
import { useVerification } from "./useVerification";
import { VerifyResult } from "./VerifyResult";

export function AuditPage() {
  const strings = useStrings().audit;
  const view = readView(usePlace().search);
  const filters = filtersOf(view);
  const question = { filters, limit: useFirstLimit(filters, view.shown) };
  const trail = useTrail(question);
  const problem = useLive(view.isLive, () => loadNewer(question));
  const { verification, verify } = useVerification();
  const [isBeginningAnew, setBeginningAnew] = useState(false);
  const show = (changes: Partial<AuditView>) => replaceSearch((search) => writeView({ ...readView(search), ...changes }));
  const narrow = (changes: TrailFilters) => show({ shown: shownAtFirst, entry: undefined, ...changes });
  const clear = () => replaceSearch(() => writeView({ shown: shownAtFirst, isLive: view.isLive }));
  const list = trail.value;
  const items = list?.items ?? [];
  const names = list?.names ?? noNames;
  return (
    <main className="page" id="main" tabIndex={-1}>
      <AuditHead
        list={list} filters={filters} isLive={view.isLive} isChecking={verification.kind === "checking"}
        onLive={(isLive) => show({ isLive })} onVerify={() => void verify(items)}
      />
      <VerifyResult verification={verification} of="list" onBeginAnew={() => setBeginningAnew(true)} />
      <AuditFilters filters={filters} isBusy={trail.isLoading} names={names} onChange={narrow} onClear={clear} />
      {problem && <p role="alert" className="inline-problem">{strings.liveBroken(problem)}</p>}
      {trail.error && list && <p role="alert" className="inline-problem">{strings.outOfDate(trail.error)}</p>}
      {trail.error && !list ? (
        <ErrorState message={trail.error} onRetry={refreshTrail} />
      ) : !list ? (
        <LoadingRows label={strings.loading} rows={8} />
      ) : items.length > 0 ? (
        <AuditTable
          list={list} filters={filters} names={names} isBusy={trail.isLoading}
          onOpen={(entry) => show({ entry })} onMore={(shown) => show({ shown })}
        />
      ) : hasFilters(filters) ? (
        <EmptyState title={strings.nothingFits}>
          <p>{strings.nothingFitsWhy}</p>
          <Button onClick={clear}>{strings.showAll}</Button>
        </EmptyState>
      ) : (
        <EmptyState title={strings.nothing}><p>{strings.nothingWhy}</p></EmptyState>
      )}
      {view.entry && (
        <EntryDialog
          key={view.entry} id={view.entry} names={names}
          onFilter={(only) => replaceSearch(() => writeView({ ...only, shown: shownAtFirst, isLive: view.isLive }))}
          onClose={() => show({ entry: undefined })}
        />
      )}
      {isBeginningAnew && <BeginAnewDialog onForgotten={() => void verify(items)} onClose={() => setBeginningAnew(false)} />}
    </main>
  );
}

/** As many as in the address when the page is opened; older ones are then added page by page. */
function useFirstLimit(filters: TrailFilters, shown: number): number {
  const key = JSON.stringify(filters);
  const [first] = useState({ key, limit: limitOf(shown) });
  return key === first.key ? first.limit : shownAtFirst;
}
