import { useDeferredValue, useRef, type ComponentType, type ReactElement } from "react";
import { modelsPerPage, type ListQuery } from "../../api/models";
import type { BaseModel, ListedModel } from "../../api/types";
import type { ModelUsage } from "../../api/usage";
import { useStrings } from "../../state/language";
import { refreshModels, useLaterModels, useModelList, usePendingSwitches } from "../../state/models";
import { useResidencySnapshot } from "../../state/residency";
import { useSelection, useWholeSelection } from "../../state/selection";
import { useUsageLately } from "../../state/usage";
import { ErrorState } from "../../ui/ListState";
import { useNearViewport } from "../../ui/useNearViewport";
import { statusOf, type ModelStatus } from "./modelStatus";

/** The props of a model in either layout. */
export interface ModelItemProps {
  model: ListedModel;
  /** Its index in the whole list, from 0. */
  index: number;
  status: ModelStatus;
  /** The pending position of the switch, which the server has not confirmed yet. */
  pending: boolean | undefined;
  usage: ModelUsage | undefined;
  isSelected: boolean;
  isAdmin: boolean;
  onDelete(model: ListedModel): void;
  onShare(model: ListedModel): void;
}

/** Whether a row would look the same: an event about one model must not redraw 200 rows. */
export function looksTheSame(before: ModelItemProps, after: ModelItemProps): boolean {
  const { status: oldStatus, ...old } = before;
  const { status: newStatus, ...now } = after;
  return haveSameMembers(old, now) && haveSameMembers(oldStatus, newStatus);
}

function haveSameMembers<Value extends object>(one: Value, other: Value): boolean {
  const keys = Object.keys(one) as (keyof Value)[];
  return keys.length === Object.keys(other).length && keys.every((key) => Object.is(one[key], other[key]));
}

export interface ChunkLayout {
  Item: ComponentType<ModelItemProps>;
  Frame: "tbody" | "div";
  className: string;
  /** In pixels, on average. */
  heightOfItem: number;
  perLine: number;
}

export interface ChunkProps {
  layout: ChunkLayout;
  query: ListQuery;
  bases: BaseModel[] | undefined;
  isAdmin: boolean;
  onDelete(model: ListedModel): void;
  onShare(model: ListedModel): void;
}

/** A part of the list that is rendered only near the window. */
export function ModelChunk({ size, ...props }: ChunkProps & { size: number }) {
  const { layout, query } = props;
  const ref = useRef<HTMLTableSectionElement & HTMLDivElement>(null);
  const { isNear, height } = useNearViewport(ref, Math.ceil(size / layout.perLine) * layout.heightOfItem);
  const { Frame } = layout;
  const far = <Far layout={layout} height={height} />;
  return (
    <Frame ref={ref} role={Frame === "tbody" ? "rowgroup" : undefined} className={layout.className}>
      {/* The first chunk is always loaded: it contains the total. */}
      {query.page === 1 ? <Items {...props} far={far} useList={useModelList} />
        : isNear ? <Items {...props} far={far} useList={useLaterModels} />
        : far}
    </Frame>
  );
}

function Far({ layout, height }: { layout: ChunkLayout; height: number }) {
  return layout.Frame === "tbody"
    ? <tr aria-hidden="true"><td className="far-rows" style={{ height }} /></tr>
    : <div aria-hidden="true" className="far-cards" style={{ height }} />;
}

/** A chunk that failed to load shows the error in its place. */
function Missing({ layout, message }: { layout: ChunkLayout; message: string }) {
  const state = <ErrorState message={message} onRetry={() => void refreshModels()} />;
  return layout.Frame === "tbody"
    ? <tr role="row"><td role="cell" colSpan={9}>{state}</td></tr>
    : <div className="far-cards">{state}</div>;
}

interface ItemsProps extends ChunkProps {
  /** Placeholder until they are loaded. */
  far: ReactElement;
  useList: typeof useModelList;
}

function Items({ layout, query, bases, isAdmin, onDelete, onShare, far, useList }: ItemsProps) {
  const list = useList(query);
  const strings = useStrings().models;
  const snapshot = useResidencySnapshot();
  // Deferred like the models: a pending switch must not be cleared before its outcome is drawn.
  const pendingSwitches = useDeferredValue(usePendingSwitches());
  const selection = useSelection();
  const areAllSelected = useWholeSelection() !== undefined;
  // Rendered in slices between frames, so that scrolling continues.
  const models = useDeferredValue(list.value?.items);
  const usage = useUsageLately((models ?? []).map((model) => model.id));
  if (!models) return list.error ? <Missing layout={layout} message={list.error} /> : far;
  const { Item } = layout;
  return (
    <>
      {models.map((model, place) => (
        <Item
          key={model.id}
          model={model}
          index={(query.page - 1) * modelsPerPage + place}
          status={statusOf(model, bases, snapshot.byBaseModel, strings)}
          pending={pendingSwitches.get(model.id)}
          usage={usage?.[model.id]}
          isSelected={areAllSelected || selection.has(model.id)}
          isAdmin={isAdmin}
          onDelete={onDelete}
          onShare={onShare}
        />
      ))}
    </>
  );
}
