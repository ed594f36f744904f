import type { ListedModel } from "../api/types";
import type { Words } from "../words";

export interface Command {
  key: string;
  group: "pages" | "models" | "acts";
  label: string;
  hint?: string;
  to?: string;
  /** Otherwise: the model's switch. */
  flips?: { model: ListedModel; on: boolean };
}

export interface PageLink {
  label: string;
  to: string;
}

/** Pages that have the words typed in their names, then models that the server has found, then what one may do. */
export function commandsFor(typed: string, pages: PageLink[], models: ListedModel[], words: Words["models"]): Command[] {
  const wanted = typed.trim().toLowerCase();
  const found: Command[] = pages
    .filter((page) => page.label.toLowerCase().includes(wanted))
    .map(({ label, to }) => ({ key: `page ${to}`, group: "pages", label, to }));
  for (const model of models) {
    const to = model.write_access ? `/models/edit?id=${encodeURIComponent(model.id)}` : `/models?query=${encodeURIComponent(model.id)}`;
    found.push({ key: `model ${model.id}`, group: "models", label: model.name, hint: model.id, to });
  }
  if (wanted === "") return found;
  for (const model of models.filter((each) => each.write_access)) {
    const label = model.is_active ? words.palette.switchOff(model.name) : words.palette.switchOn(model.name);
    found.push({ key: `switch ${model.id}`, group: "acts", label, flips: { model, on: !model.is_active } });
  }
  return found;
}
