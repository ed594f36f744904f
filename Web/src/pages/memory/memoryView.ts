/** What the page shows, as it stands in the address. */
export interface MemoryView {
  hidesIdle: boolean;
  /** Whose timeline; empty: that of all. */
  model: string;
  /** Where the shown part of the timeline begins; empty: with the newest. */
  before: string;
  /** Whose load is tried dry; empty: nobody's. */
  whatIf: string;
}

export function readView(search: string): MemoryView {
  const values = new URLSearchParams(search);
  return {
    hidesIdle: values.get("hide") === "idle",
    model: values.get("model") ?? "",
    before: values.get("before") ?? "",
    whatIf: values.get("whatif") ?? "",
  };
}

export function writeView(view: MemoryView): string {
  const values = new URLSearchParams();
  if (view.hidesIdle) values.set("hide", "idle");
  if (view.model) values.set("model", view.model);
  if (view.before) values.set("before", view.before);
  if (view.whatIf) values.set("whatif", view.whatIf);
  const text = values.toString();
  return text ? `?${text}` : "";
}
