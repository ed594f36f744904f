import { useCallback, useEffect, useRef, useState } from "react";
import type { ListedModel } from "../../api/types";
import { AccessDialog, ImportDialog, LazyDialog } from "../../frame/LazyDialog";
import { useStrings } from "../../state/language";
import { navigate, replaceSearch, useAddress } from "../../state/location";
import { refreshModels, useBaseModels, useModelList } from "../../state/models";
import { useResidencySnapshot } from "../../state/residency";
import { useRights } from "../../state/rights";
import { clearSelection } from "../../state/selection";
import { refreshUsage } from "../../state/usage";
import { Button } from "../../ui/Button";
import { Choice } from "../../ui/Choice";
import { Icon } from "../../ui/Icon";
import { ErrorState, LoadingRows } from "../../ui/ListState";
import { formatCount } from "../../ui/format";
import { useShortcuts } from "../../ui/useShortcuts";
import { AvailableFiles, SkippedFiles } from "./AvailableFiles";
import { DeleteDialog } from "./DeleteDialog";
import { EmptyModelList } from "./EmptyModelList";
import { ListMenu } from "./ListMenu";
import { ModelFilters } from "./ModelFilters";
import { ModelList } from "./ModelList";
import { RuntimeStrip } from "./RuntimeStrip";
import { SelectionBar } from "./SelectionBar";
import { bulkFilter, listQuery, type ModelsView, offeredWeights, readView, writeView } from "./modelsView";
import { useFileDrop } from "./useFileDrop";
import { useRowKeys } from "./useRowKeys";

export function ModelsPage() {
  const { isAdmin, createsModels, importsModels } = useRights();
  const strings = useStrings().models;
  const view = readView(useAddress().search);
  const query = listQuery(view);
  const list = useModelList(query);
  const bases = useBaseModels(isAdmin);
  const [deleting, setDeleting] = useState<ListedModel>();
  const [sharing, setSharing] = useState<ListedModel>();
  const [file, setFile] = useState<File>();
  const takeFile = useCallback((dropped: File) => setFile(dropped), []);
  const isOver = useFileDrop(importsModels, takeFile);
  const search = useRef<HTMLInputElement>(null);

  const show = (changes: Partial<ModelsView>) => replaceSearch((search) => writeView({ ...readView(search), ...changes }));
  const create = () => navigate("/models/new");
  useShortcuts({ "/": () => search.current?.focus(), ...(createsModels ? { n: create } : {}) });
  useRowKeys();
  useFreshnessOnReturn();
  useFreshUsage();
  // Hidden models must not stay selected.
  const shown = writeView({ ...view, layout: "table" });
  useEffect(() => clearSelection, [shown]);

  const skippedFiles = useResidencySnapshot().runtimes.flatMap((runtime) => runtime.skipped_files ?? []);
  const offered = offeredWeights(bases.value ?? [], view);
  const items = list.value?.items ?? [];
  const total = list.value?.total ?? 0;
  const problem = list.error ?? bases.error;
  // Other users' lists contain read-only models, which bulk actions would skip.
  const writesAll = isAdmin || view.owner === "created";
  const hasNothing = list.value === undefined || (isAdmin && bases.value === undefined);

  return (
    <main className="page" id="main" tabIndex={-1}>
      <header className="page-head">
        <h1>{strings.title}</h1>
        <span className="page-count">{list.value ? formatCount(total) : ""}</span>
        <div className="page-head-end">
          <Choice
            label={strings.filters.layout}
            value={view.layout}
            options={[["table", strings.filters.table], ["cards", strings.filters.cards]]}
            onChange={(layout) => show({ layout })}
          />
          <ListMenu onFile={takeFile} />
          {createsModels && (
            <Button look="primary" onClick={create} title={strings.newModelShort}>
              <Icon name="plus" /> {strings.newModel}
            </Button>
          )}
        </div>
      </header>
      {isAdmin && <RuntimeStrip />}
      <ModelFilters ref={search} view={view} isBusy={list.isLoading} onChange={show} />
      {problem && !hasNothing && <p role="alert" className="inline-problem">{strings.outdated(problem)}</p>}
      {problem && hasNothing ? (
        <ErrorState message={problem} onRetry={refreshModels} />
      ) : hasNothing ? (
        <LoadingRows label={strings.loadingList} />
      ) : (
        <>
          {items.length > 0 && (
            <ModelList
              asCards={view.layout === "cards"}
              query={query}
              first={items}
              total={total}
              bases={isAdmin ? bases.value : undefined}
              isAdmin={isAdmin}
              isBusy={list.isLoading}
              onDelete={setDeleting}
              onShare={setSharing}
            />
          )}
          {items.length === 0 && offered.length === 0 && (
            <EmptyModelList view={view} isAdmin={isAdmin} createsModels={createsModels} onShowAll={() => replaceSearch(() => "")} />
          )}
          <AvailableFiles offered={offered} isAlone={items.length === 0} />
          <SkippedFiles files={skippedFiles} />
        </>
      )}
      <SelectionBar total={total} filter={list.isLoading || list.error || !writesAll ? undefined : bulkFilter(view)} />
      {isOver && <div className="drop-hint">{strings.importing.drop}</div>}
      {file && (
        <LazyDialog onClose={() => setFile(undefined)}>
          <ImportDialog file={file} onClose={() => setFile(undefined)} />
        </LazyDialog>
      )}
      {deleting && <DeleteDialog model={deleting} onClose={() => setDeleting(undefined)} />}
      {sharing && (
        <LazyDialog onClose={() => setSharing(undefined)}>
          <AccessDialog model={sharing} onClose={() => setSharing(undefined)} />
        </LazyDialog>
      )}
    </main>
  );
}

// For users without the event stream, and for files added to the models folder.
function useFreshnessOnReturn() {
  useEffect(() => {
    const returned = () => {
      if (document.visibilityState !== "visible") return;
      void refreshModels();
    };
    document.addEventListener("visibilitychange", returned);
    return () => document.removeEventListener("visibilitychange", returned);
  }, []);
}

const usagePause = 30_000;

function useFreshUsage() {
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void refreshUsage();
    }, usagePause);
    return () => clearInterval(timer);
  }, []);
}
