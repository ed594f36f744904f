import { useEffect, useState } from "react";
import { type BinEntry, binPerPage } from "../../api/bin";
import { refreshBin, useBin, usePendingEntries } from "../../state/bin";
import { useStrings } from "../../state/language";
import { replaceSearch, useAddress } from "../../state/location";
import { Button } from "../../ui/Button";
import { EmptyState, ErrorState, LoadingRows } from "../../ui/ListState";
import { Pages } from "../../ui/Pages";
import { SearchBox } from "../../ui/SearchBox";
import { MissingBaseDialog, OtherIdDialog, PurgeDialog } from "./BinDialogs";
import { BinTable } from "./BinTable";
import { type BinView, entriesWith, readView, writeView } from "./binView";
import { type Obstacle, restoreWithToast } from "./restoreEntry";
import { useBinStrings } from "./binStrings";

type Asking = { kind: Obstacle | "purge"; entry: BinEntry };

export function BinPage() {
  const strings = useBinStrings();
  const title = useStrings().frame.pages.bin;
  const view = readView(useAddress().search);
  const bin = useBin(view.page);
  const pending = usePendingEntries();
  const [asking, setAsking] = useState<Asking>();
  const show = (changes: Partial<BinView>) => replaceSearch((search) => writeView({ ...readView(search), page: 1, ...changes }));
  const list = bin.value;
  const entries = (list?.items ?? []).filter((entry) => !pending.has(entry.version_id));
  const found = entriesWith(view.query, entries);
  const hasMorePages = (list?.total ?? 0) > binPerPage;

  const restore = async (entry: BinEntry) => {
    const obstacle = await restoreWithToast(entry);
    if (obstacle) setAsking({ kind: obstacle, entry });
  };
  const close = () => setAsking(undefined);
  useEffect(focusIfLost, [asking, pending]);

  return (
    <main className="page" id="main" tabIndex={-1}>
      <header className="page-head">
        <h1>{title}</h1>
        <span className="page-count">{list ? list.total : ""}</span>
      </header>
      <p className="page-text">{strings.about}</p>
      {list && list.total > 0 && (
        <div className="filters" role="search">
          <SearchBox label={strings.search} query={view.query} onChange={(query) => show({ query, page: view.page })} />
          {view.query && hasMorePages && <p className="bin-note">{strings.searchesThisPage}</p>}
        </div>
      )}
      {bin.error && list && <p role="alert" className="inline-problem">{strings.outdated(bin.error)}</p>}
      {bin.error && !list ? (
        <ErrorState message={bin.error} onRetry={refreshBin} />
      ) : !list ? (
        <LoadingRows label={strings.loading} />
      ) : found.length === 0 ? (
        <EmptyBin
          query={entries.length > 0 ? view.query : ""}
          isLaterPage={view.page > 1}
          onShowAll={() => show({ query: "", page: view.page })}
          onFirstPage={() => show({})}
        />
      ) : (
        <BinTable
          entries={found}
          isBusy={bin.isLoading}
          onRestore={(entry) => void restore(entry)}
          onPurge={(entry) => setAsking({ kind: "purge", entry })}
        />
      )}
      <Pages page={view.page} perPage={binPerPage} total={list?.total ?? 0} onTurn={(page) => show({ page })} />
      {asking?.kind === "taken" && <OtherIdDialog entry={asking.entry} onClose={close} />}
      {asking?.kind === "base-is-gone" && (
        <MissingBaseDialog
          entry={asking.entry}
          base={entries.find((each) => each.id === asking.entry.base_model_id)}
          onRestore={(base) => void restore(base)}
          onClose={close}
        />
      )}
      {asking?.kind === "purge" && <PurgeDialog entry={asking.entry} onClose={close} />}
    </main>
  );
}

// The pressed button disappears with its row.
function focusIfLost() {
  if (document.activeElement === document.body) document.getElementById("main")?.focus();
}

interface NothingInBinProps {
  /** The search text on a page that has entries. */
  query: string;
  isLaterPage: boolean;
  onShowAll(): void;
  onFirstPage(): void;
}

function EmptyBin({ query, isLaterPage, onShowAll, onFirstPage }: NothingInBinProps) {
  const strings = useBinStrings();
  if (query) {
    return (
      <EmptyState title={strings.noMatches}>
        <p>{strings.noMatchesFor(query)}</p>
        <Button onClick={onShowAll}>{strings.showAll}</Button>
      </EmptyState>
    );
  }
  if (isLaterPage) {
    return (
      <EmptyState title={strings.nothingOnPage}>
        <Button onClick={onFirstPage}>{strings.firstPage}</Button>
      </EmptyState>
    );
  }
  return <EmptyState title={strings.empty}><p>{strings.emptyWhy}</p></EmptyState>;
}
