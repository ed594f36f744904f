import { useEffect, useRef, useState } from "react";
import { modelsPerPage } from "../../api/models";
import type { ListedModel } from "../../api/types";
import { navigate, replaceSearch, usePlace } from "../../state/location";
import { refreshModels, useBaseModels, useModelList } from "../../state/models";
import { useRights } from "../../state/rights";
import { refreshSession } from "../../state/session";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { ErrorState, LoadingRows } from "../../ui/ListState";
import { Pages } from "../../ui/Pages";
import { AccessDialog } from "../access/AccessDialog";
import { DeleteDialog } from "./DeleteDialog";
import { ModelFilters } from "./ModelFilters";
import { ModelTable } from "./ModelTable";
import { listQuery, offeredWeights, readView, writeView, type ModelsView } from "./modelsView";
import { NothingToShow } from "./NothingToShow";
import { OfferedWeights } from "./OfferedWeights";
import { RuntimeStrip } from "./RuntimeStrip";
import { useShortcuts } from "./useShortcuts";

export function ModelsPage() {
  const { isAdmin, createsModels } = useRights();
  const view = readView(usePlace().search);
  const list = useModelList(listQuery(view));
  const bases = useBaseModels(isAdmin);
  const [deleting, setDeleting] = useState<ListedModel>();
  const [sharing, setSharing] = useState<ListedModel>();
  const search = useRef<HTMLInputElement>(null);

  const show = (changes: Partial<ModelsView>) => replaceSearch(writeView({ ...view, page: 1, ...changes }));
  const create = () => navigate("/models/new");
  useShortcuts({ "/": () => search.current?.focus(), ...(createsModels ? { n: create } : {}) });
  useFreshnessOnReturn();

  const offered = offeredWeights(bases.value ?? [], view);
  const items = list.value?.items ?? [];
  const problem = list.error ?? bases.error;
  const hasNothing = list.value === undefined || (isAdmin && bases.value === undefined);

  return (
    <main className="page" id="main" tabIndex={-1}>
      <header className="page-head">
        <h1>Models</h1>
        <span className="page-count">{list.value ? list.value.total : ""}</span>
        {createsModels && (
          <Button look="primary" className="page-head-end" onClick={create} title="New model (n)">
            <Icon name="plus" /> New model
          </Button>
        )}
      </header>
      {isAdmin && <RuntimeStrip />}
      <ModelFilters ref={search} view={view} isBusy={list.isLoading} onChange={show} />
      {problem && !hasNothing && <p role="alert" className="inline-problem">This list may be out of date. {problem}</p>}
      {problem && hasNothing ? (
        <ErrorState message={problem} onRetry={refreshModels} />
      ) : hasNothing ? (
        <LoadingRows label="Loading the models" />
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
