import type { BulkFilter, ListQuery } from "../../api/models";
import { residencyStates, type BaseModel, type ResidencyState } from "../../api/types";

/** The state of the model list, as in the address. */
export interface ModelsView {
  query: string;
  state: "all" | "active" | "inactive";
  kind: "all" | "preset" | "base";
  owner: "anybody" | "created" | "shared";
  /** The memory state of the weights. */
  residency: "any" | ResidencyState;
  visibility: "any" | "shown" | "hidden";
  /** A base model's ID, or empty. */
  base: string;
  tag: string;
  order: Order;
  layout: "table" | "cards";
}

export const orders = ["name", "updated", "created"] as const;
export type Order = typeof orders[number];

export const wholeList: ModelsView = {
  query: "", state: "all", kind: "all", owner: "anybody", residency: "any", visibility: "any", base: "", tag: "",
  order: "name", layout: "table",
};

const orderings: Record<Order, Pick<ListQuery, "order_by" | "direction">> = {
  name: { order_by: "name", direction: "asc" },
  updated: { order_by: "updated_at", direction: "desc" },
  created: { order_by: "created_at", direction: "desc" },
};

export function readView(search: string): ModelsView {
  const values = new URLSearchParams(search);
  const state = values.get("state");
  const kind = values.get("kind");
  const owner = values.get("owner");
  const visibility = values.get("visibility");
  return {
    query: values.get("query") ?? "",
    state: state === "active" || state === "inactive" ? state : "all",
    kind: kind === "preset" || kind === "base" ? kind : "all",
    owner: owner === "created" || owner === "shared" ? owner : "anybody",
    residency: residencyStates.find((each) => each === values.get("residency")) ?? "any",
    visibility: visibility === "shown" || visibility === "hidden" ? visibility : "any",
    base: values.get("base") ?? "",
    tag: values.get("tag") ?? "",
    order: orders.find((order) => order === values.get("order")) ?? "name",
    layout: values.get("layout") === "cards" ? "cards" : "table",
  };
}

/** Only values that differ from the defaults, so that addresses stay short. */
export function writeView(view: ModelsView): string {
  const values = new URLSearchParams();
  for (const [name, value] of Object.entries(view)) {
    if (value !== wholeList[name as keyof ModelsView]) values.set(name, value);
  }
  const text = values.toString();
  return text ? `?${text}` : "";
}

export function listQuery(view: ModelsView): ListQuery {
  return {
    query: view.query.trim() || undefined,
    kind: view.kind,
    state: view.state === "all" ? undefined : view.state,
    view_option: view.owner === "anybody" ? undefined : view.owner,
    residency: view.residency === "any" ? undefined : view.residency,
    hidden: view.visibility === "any" ? undefined : view.visibility === "hidden" ? "true" : "false",
    base: view.base || undefined,
    tag: view.tag || undefined,
    ...orderings[view.order],
    page: 1,
  };
}

/** The filter for bulk actions; undefined for lists by memory state, because the states change. */
export function bulkFilter(view: ModelsView): BulkFilter | undefined {
  const { order_by: _, direction: __, page: ___, residency, hidden, ...filter } = listQuery(view);
  if (residency) return undefined;
  return hidden === undefined ? filter : { ...filter, hidden: hidden === "true" };
}

/** Set filters other than those beside the search: the field's name and how to remove it. */
export const lesserFilters = ["residency", "visibility", "base", "tag"] as const;
export const setFilters = (view: ModelsView) => lesserFilters.filter((name) => view[name] !== wholeList[name]);

/** Available files that match the filters. */
export function offeredWeights(bases: BaseModel[], view: ModelsView): BaseModel[] {
  if (view.kind === "preset" || view.state === "active" || view.owner !== "anybody" || setFilters(view).length > 0) return [];
  const wanted = view.query.trim().toLowerCase();
  return bases
    .filter((base) => !base.registered && `${base.id} ${base.name}`.toLowerCase().includes(wanted))
    .sort((one, other) => one.id.localeCompare(other.id));
}

/** Whether any filter is set, including the search. */
export const countOfFilters = (view: ModelsView): number =>
  setFilters(view).length + (["state", "kind", "owner"] as const).filter((name) => view[name] !== wholeList[name]).length;
