import { navigate } from "../../state/location";
import { useShortcuts } from "../../ui/useShortcuts";

const currentRow = (): HTMLElement | null => document.activeElement?.closest<HTMLElement>(".model-row") ?? null;

function step(distance: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>(".model-row")];
  const row = currentRow();
  const at = row ? rows.indexOf(row) + distance : distance > 0 ? 0 : rows.length - 1;
  const next = rows[Math.max(0, Math.min(rows.length - 1, at))];
  // On the name, Enter opens and the space bar switches; available files have no page but are reachable too.
  (next?.querySelector<HTMLElement>(".model-name a") ?? next?.querySelector<HTMLElement>("a, input, button"))?.focus();
}

const press = (selector: string) => currentRow()?.querySelector<HTMLElement>(selector)?.click();

/** Enter on the name opens the model's page; this opens the editor. */
function edit(): void {
  const place = currentRow()?.querySelector<HTMLElement>("[data-edit]")?.dataset.edit;
  if (place) navigate(place);
}

/** Keys that act on the focused row. */
export function useRowKeys(): void {
  useShortcuts({
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    j: () => step(1),
    k: () => step(-1),
    e: edit,
    x: () => press(".column-select input"),
    // On a button or a checkbox the space bar keeps its usual meaning.
    " ": () => press('[role="switch"]'),
  });
}
