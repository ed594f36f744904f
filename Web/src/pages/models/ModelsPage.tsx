import { useCallback, useEffect, useRef, useState } from "react";
import { modelsPerPage } from "../../api/models";
import type { ListedModel } from "../../api/types";
import { useWords } from "../../state/language";
import { navigate, replaceSearch, usePlace } from "../../state/location";
import { refreshModels, useBaseModels, useModelList } from "../../state/models";
import { useRights } from "../../state/rights";
import { clearSelection } from "../../state/selection";
import { refreshSession } from "../../state/session";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { ErrorState, LoadingRows } from "../../ui/ListState";
import { Pages } from "../../ui/Pages";
import { useShortcuts } from "../../ui/useShortcuts";
import { AccessDialog } from "../access/AccessDialog";
import { DeleteDialog } from "./DeleteDialog";
import { ImportDialog } from "./ImportDialog";
import { ListMenu } from "./ListMenu";
import { ModelFilters } from "./ModelFilters";
import { ModelTable } from "./ModelTable";
import { listQuery, offeredWeights, readView, writeView, type ModelsView } from "./modelsView";
import { NothingToShow } from "./NothingToShow";
import { OfferedWeights } from "./OfferedWeights";
import { RuntimeStrip } from "./RuntimeStrip";
import { SelectionBar } from "./SelectionBar";
import { useFileDrop } from "./useFileDrop";
import { useRowKeys } from "./useRowKeys";

export function ModelsPage() {
  const { isAdmin, createsModels, importsModels } = useRights();
  const words = useWords().models;
  const view = readView(usePlace().search);
  const list = useModelList(listQuery(view));
  const bases = useBaseModels(isAdmin);
  const [deleting, setDeleting] = useState<ListedModel>();
  const [sharing, setSharing] = useState<ListedModel>();
  const [file, setFile] = useState<File>();
  const takeFile = useCallback((dropped: File) => setFile(dropped), []);
  const isOver = useFileDrop(importsModels, takeFile);
  const search = useRef<HTMLInputElement>(null);

  const show = (changes: Partial<ModelsView>) => replaceSearch(writeView({ ...view, page: 1, ...changes }));
  const create = () => navigate("/models/new");
  useShortcuts({ "/": () => search.current?.focus(), ...(createsModels ? { n: create } : {}) });
  useRowKeys();
  useFreshnessOnReturn();
  // What is out of sight must not be acted on.
  const shown = writeView(view);
  useEffect(() => clearSelection, [shown]);

  const offered = offeredWeights(bases.value ?? [], view);
  const items = list.value?.items ?? [];
  const problem = list.error ?? bases.error;
  const hasNothing = list.value === undefined || (isAdmin && bases.value === undefined);

  return (
    <main className="page" id="main" tabIndex={-1}>
      <header className="page-head">
        <h1>{words.title}</h1>
        <span className="page-count">{list.value ? list.value.total : ""}</span>
        <div className="page-head-end">
          <ListMenu onFile={takeFile} />
          {createsModels && (
            <Button look="primary" onClick={create} title={words.newModelShort}>
              <Icon name="plus" /> {words.newModel}
            </Button>
          )}
        </div>
      </header>
      {isAdmin && <RuntimeStrip />}
      <ModelFilters ref={search} view={view} isBusy={list.isLoading} onChange={show} />
      {problem && !hasNothing && <p role="alert" className="inline-problem">{words.outdated(problem)}</p>}
      {problem && hasNothing ? (
        <ErrorState message={problem} onRetry={refreshModels} />
      ) : hasNothing ? (
        <LoadingRows label={words.loadingList} />
      ) : (
        <>
          {items.length > 0 && (
            <ModelTable
              models={items}
              bases={isAdmin ? bases.value : undefined}
              isAdmin={isAdmin}
              isBusy={list.isLoading}
              onDelete={setDeleting}
              onShare={setSharing}
            />
          )}
          <Pages
            page={view.page}
            perPage={modelsPerPage}
            total={list.value?.total ?? 0}
            onTurn={(page) => show({ page })}
          />
          {items.length === 0 && offered.length === 0 && (
            <NothingToShow view={view} isAdmin={isAdmin} createsModels={createsModels} onShowAll={() => replaceSearch("")} />
          )}
          <OfferedWeights offered={offered} isAlone={items.length === 0} />
        </>
      )}
      <SelectionBar />
      {isOver && <div className="drop-hint">{words.importing.drop}</div>}
      {file && <ImportDialog file={file} onClose={() => setFile(undefined)} />}
      {deleting && <DeleteDialog model={deleting} onClose={() => setDeleting(undefined)} />}
      {sharing && <AccessDialog model={sharing} onClose={() => setSharing(undefined)} />}
    </main>
  );
}

// Those without the event stream, and files put into the models folder meanwhile.
function useFreshnessOnReturn() {
  useEffect(() => {
    const returned = () => {
      if (document.visibilityState !== "visible") return;
      void refreshModels();
      // Permissions may have changed too.
      void refreshSession();
    };
    document.addEventListener("visibilitychange", returned);
    return () => document.removeEventListener("visibilitychange", returned);
  }, []);
}
