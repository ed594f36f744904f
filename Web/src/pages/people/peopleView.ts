import type { PeopleQuery } from "../../api/people";

/** The state of the list, as in the address. */
export interface PeopleView {
  query: string;
  order: typeof orders[number];
  page: number;
}

export const orders = ["newest", "name", "seen"] as const;

const sorting: Record<PeopleView["order"], Pick<PeopleQuery, "order_by" | "direction">> = {
  newest: { order_by: "created_at", direction: "desc" },
  name: { order_by: "name", direction: "asc" },
  seen: { order_by: "last_active_at", direction: "desc" },
};

export function readView(search: string): PeopleView {
  const values = new URLSearchParams(search);
  const order = values.get("order");
  const page = Number(values.get("page") ?? 1);
  return {
    query: values.get("query") ?? "",
    order: order === "name" || order === "seen" ? order : "newest",
    page: Number.isInteger(page) && page > 0 ? page : 1,
  };
}

export function writeView(view: PeopleView): string {
  const values = new URLSearchParams();
  if (view.query) values.set("query", view.query);
  if (view.order !== "newest") values.set("order", view.order);
  if (view.page > 1) values.set("page", String(view.page));
  const text = values.toString();
  return text ? `?${text}` : "";
}

export function peopleQuery(view: PeopleView): PeopleQuery {
  return { query: view.query.trim() || undefined, ...sorting[view.order], page: view.page };
}
