import { useEffect, useRef, useState } from "react";
import type { TrailFilters } from "../../api/audit";
import { messageOf } from "../../api/request";
import { loadNewer, refreshTrail, useTrail } from "../../state/audit";
import { replaceSearch, useAddress } from "../../state/location";
import { Button } from "../../ui/Button";
import { CopyBlock } from "../../ui/CopyBlock";
import { FormDialog } from "../../ui/FormDialog";
import { EmptyState, ErrorState, LoadingRows } from "../../ui/ListState";
import { AuditFilters } from "./AuditFilters";
import { AuditHead } from "./AuditHead";
import { AuditTable } from "./AuditTable";
import { EntryDialog } from "./EntryDialog";
import { VerifyResult } from "./VerifyResult";
import { type AuditView, filtersOf, hasFilters, limitOf, readView, shownAtFirst, writeView } from "./auditView";
import { noNames } from "./names";
import { forgetSeen, readSeen } from "./proof/seen";
import { useVerification } from "./useVerification";
import { useAuditStrings } from "./auditStrings";

export function AuditPage() {
  const strings = useAuditStrings();
  const view = readView(useAddress().search);
  const filters = filtersOf(view);
  const question = { filters, limit: useFirstLimit(filters, view.shown) };
  const trail = useTrail(question);
  const problem = useLive(view.isLive, () => loadNewer(question));
  const { verification, verify } = useVerification();
  const [isStartingOver, setStartingOver] = useState(false);
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
      <VerifyResult verification={verification} of="list" onStartOver={() => setStartingOver(true)} />
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
        <EmptyState title={strings.noMatches}>
          <p>{strings.noMatchesWhy}</p>
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
      {isStartingOver && <StartOverDialog onForgotten={() => void verify(items)} onClose={() => setStartingOver(false)} />}
    </main>
  );
}

/** As many as in the address when the page is opened; older ones are then added page by page. */
function useFirstLimit(filters: TrailFilters, shown: number): number {
  const key = JSON.stringify(filters);
  const [first] = useState({ key, limit: limitOf(shown) });
  return key === first.key ? first.limit : shownAtFirst;
}

/** Forgets the stored checkpoint, after a contradiction whose reason is known. */
function StartOverDialog({ onForgotten, onClose }: { onForgotten(): void; onClose(): void }) {
  const strings = useAuditStrings().verify;
  const [seen] = useState(() => readSeen());
  const forget = async () => {
    forgetSeen();
    onClose();
    onForgotten();
  };
  return (
    <FormDialog isWide title={strings.startOverTitle} verb={strings.forget} look="danger" onSubmit={forget} onClose={onClose}>
      <p>{strings.startOverWhy}</p>
      {seen && <CopyBlock label={strings.seen} text={seen.checkpoint} />}
      {seen && <CopyBlock label={strings.seenKey} text={seen.key} />}
    </FormDialog>
  );
}

const everyMilliseconds = 2000;

/** Refreshes regularly while the page is visible; returns why it currently fails. */
function useLive(isOn: boolean, ask: () => Promise<void>): string | undefined {
  const [problem, setProblem] = useState<string>();
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    if (!isOn) return;
    let isBusy = false;
    let isOver = false;
    const tick = async () => {
      if (document.hidden || isBusy) return;
      isBusy = true;
      const found = await latest.current().then(() => undefined, messageOf);
      isBusy = false;
      if (!isOver) setProblem(found);
    };
    const timer = setInterval(tick, everyMilliseconds);
    document.addEventListener("visibilitychange", tick);
    void tick();
    return () => {
      isOver = true;
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
      setProblem(undefined);
    };
  }, [isOn]);
  return problem;
}
