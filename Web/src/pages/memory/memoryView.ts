/** The state of the page, as in the address. */
export interface MemoryView {
  hidesIdle: boolean;
  /** The timeline's model; empty: all. */
  model: string;
  /** Cursor of the timeline's first entry; empty: the newest. */
  before: string;
  /** The model of the dry run; empty: none. */
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
