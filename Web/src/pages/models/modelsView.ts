import type { ListQuery } from "../../api/models";
import type { BaseModel } from "../../api/types";

/** What the list of models shows, as it stands in the address. */
export interface ModelsView {
  query: string;
  state: "all" | "active" | "inactive";
  kind: "all" | "preset" | "base";
  owner: "anybody" | "created" | "shared";
  tag: string;
  order: Order;
  page: number;
}

export const orders = ["name", "updated", "created"] as const;
export type Order = typeof orders[number];

export const wholeList: ModelsView = {
  query: "", state: "all", kind: "all", owner: "anybody", tag: "", order: "name", page: 1,
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
  const page = Number(values.get("page") ?? 1);
  return {
    query: values.get("query") ?? "",
    state: state === "active" || state === "inactive" ? state : "all",
    kind: kind === "preset" || kind === "base" ? kind : "all",
    owner: owner === "created" || owner === "shared" ? owner : "anybody",
    tag: values.get("tag") ?? "",
    order: orders.find((order) => order === values.get("order")) ?? "name",
    page: Number.isInteger(page) && page > 0 ? page : 1,
  };
}

/** Only what differs from the whole list, so that addresses stay short. */
export function writeView(view: ModelsView): string {
  const values = new URLSearchParams();
  if (view.query) values.set("query", view.query);
  if (view.state !== "all") values.set("state", view.state);
  if (view.kind !== "all") values.set("kind", view.kind);
  if (view.owner !== "anybody") values.set("owner", view.owner);
  if (view.tag) values.set("tag", view.tag);
  if (view.order !== "name") values.set("order", view.order);
  if (view.page > 1) values.set("page", String(view.page));
  const text = values.toString();
  return text ? `?${text}` : "";
}

export function listQuery(view: ModelsView): ListQuery {
  return {
    query: view.query.trim() || undefined,
    kind: view.kind,
    state: view.state === "all" ? undefined : view.state,
    view_option: view.owner === "anybody" ? undefined : view.owner,
    tag: view.tag || undefined,
    ...orderings[view.order],
    page: view.page,
  };
}

/** Weights without an entry, as far as the view's filters let them through. */
export function offeredWeights(bases: BaseModel[], view: ModelsView): BaseModel[] {
  if (view.kind === "preset" || view.state === "active" || view.owner !== "anybody" || view.tag) return [];
  const wanted = view.query.trim().toLowerCase();
  return bases
    .filter((base) => !base.registered && `${base.id} ${base.name}`.toLowerCase().includes(wanted))
    .sort((one, other) => one.id.localeCompare(other.id));
}
