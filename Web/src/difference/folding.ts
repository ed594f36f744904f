import type { Block, Line } from "./texts";

/** Unchanged lines shown around a change. */
export const context = 3;
/** Shorter runs are shown: a button would take as much space. */
const leastFolded = 4;

/** One visible line, or a run of folded lines. */
export type Row =
  | { kind: "same" | "removed" | "added"; line: Line }
  | { kind: "folded"; lines: Line[]; /** Names it among all. */ id: number };

/** The rows of a difference; unchanged parts are folded unless they were opened. */
export function rowsOf(blocks: readonly Block[], opened: ReadonlySet<number>, around = context): Row[] {
  const rows: Row[] = [];
  blocks.forEach((block, place) => {
    if (block.kind === "changed") {
      for (const line of block.removed) rows.push({ kind: "removed", line });
      for (const line of block.added) rows.push({ kind: "added", line });
      return;
    }
    const head = place === 0 ? 0 : around;
    const tail = place === blocks.length - 1 ? 0 : around;
    const { lines } = block;
    const isFolded = !opened.has(place) && lines.length - head - tail >= leastFolded;
    const shown = isFolded ? lines.slice(0, head) : lines;
    for (const line of shown) rows.push({ kind: "same", line });
    if (!isFolded) return;
    rows.push({ kind: "folded", lines: lines.slice(head, lines.length - tail), id: place });
    for (const line of lines.slice(lines.length - tail)) rows.push({ kind: "same", line });
  });
  return rows;
}
