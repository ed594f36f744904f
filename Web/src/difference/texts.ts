import { difference, type Run } from "./sequences";

/** A part of a line: whether the other side has it too. */
export interface Piece {
  text: string;
  isChanged: boolean;
}

/** A line with its end (`\n`, `\r\n`, or nothing for the last). */
export interface Line {
  pieces: Piece[];
  /** Counted from 1 on its own side; for lines on both sides, in `after`. */
  number: number;
}

/** Lines on both sides, or lines that replace others. */
export type Block =
  | { kind: "same"; lines: Line[] }
  | { kind: "changed"; removed: Line[]; added: Line[] };

/** Longer changes are not compared by word. */
const mostWords = 4_000;
/** Lines with a smaller share of equal letters count as replaced, not as changed. */
const leastInCommon = 0.3;

/** Each line includes its end, so that all lines together are the text. */
export const linesOf = (text: string): string[] => text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];

/** Words, runs of spaces, line ends, and every other character by itself. */
const wordsOf = (text: string): string[] => text.match(/[\p{L}\p{N}\p{M}_]+|\r\n|\r|\n|[^\S\r\n]+|./gsu) ?? [];

/** The difference of two texts by line, and by word within changed lines. */
export function textDifference(before: string, after: string): Block[] {
  const runs = difference(linesOf(before), linesOf(after));
  const blocks: Block[] = [];
  let [numberBefore, numberAfter] = [1, 1];
  for (let at = 0; at < runs.length;) {
    const run = runs[at];
    if (run?.kind === "same") {
      blocks.push({ kind: "same", lines: plain(run.items, numberAfter) });
      numberBefore += run.items.length;
      numberAfter += run.items.length;
      at += 1;
      continue;
    }
    const removed: string[] = [];
    const added: string[] = [];
    for (let next = runs[at]; next && next.kind !== "same"; next = runs[++at]) {
      for (const item of next.items) (next.kind === "removed" ? removed : added).push(item);
    }
    blocks.push(changed(removed, numberBefore, added, numberAfter));
    numberBefore += removed.length;
    numberAfter += added.length;
  }
  return blocks;
}

const plain = (lines: readonly string[], from: number): Line[] =>
  lines.map((text, place) => ({ pieces: [{ text, isChanged: false }], number: from + place }));

function changed(removed: readonly string[], numberBefore: number, added: readonly string[], numberAfter: number): Block {
  const runs = removed.length > 0 && added.length > 0 ? wordDifference(removed.join(""), added.join("")) : undefined;
  if (!runs) return { kind: "changed", removed: plain(removed, numberBefore), added: plain(added, numberAfter) };
  return {
    kind: "changed",
    removed: cut(runs, "removed", removed, numberBefore),
    added: cut(runs, "added", added, numberAfter),
  };
}

/** Undefined if the two have too little in common, or are too long. */
function wordDifference(before: string, after: string): Run<string>[] | undefined {
  const [wordsBefore, wordsAfter] = [wordsOf(before), wordsOf(after)];
  const runs = wordsBefore.length + wordsAfter.length > mostWords
    ? ends(wordsBefore, wordsAfter)
    : difference(wordsBefore, wordsAfter);
  const common = runs.filter(({ kind }) => kind === "same").flatMap(({ items }) => items);
  const letters = (text: string) => text.replace(/\s/gu, "").length;
  const most = Math.max(letters(before), letters(after));
  return letters(common.join("")) < leastInCommon * most ? undefined : runs;
}

/** Keeps only the common beginning and end; everything in between counts as replaced. */
function ends(before: readonly string[], after: readonly string[]): Run<string>[] {
  const runs = difference(before, after, 0);
  const [first, last] = [runs[0], runs.at(-1)];
  const head = first?.kind === "same" ? first.items : [];
  const tail = runs.length > 1 && last?.kind === "same" ? last.items : [];
  const inner = (words: readonly string[]) => words.slice(head.length, words.length - tail.length);
  const all: Run<string>[] = [
    { kind: "same", items: head }, { kind: "removed", items: inner(before) }, { kind: "added", items: inner(after) },
    { kind: "same", items: tail },
  ];
  return all.filter(({ items }) => items.length > 0);
}

/** One side of a word difference, split into its lines. */
function cut(runs: readonly Run<string>[], side: "removed" | "added", lines: readonly string[], from: number): Line[] {
  const pieces = runs.filter(({ kind }) => kind === "same" || kind === side)
    .map(({ kind, items }): Piece => ({ text: items.join(""), isChanged: kind === side }));
  let at = 0;
  let taken = 0;
  return lines.map((line, place) => {
    const own: Piece[] = [];
    for (let missing = line.length; missing > 0;) {
      const piece = pieces[at];
      if (!piece) break;
      const text = piece.text.slice(taken, taken + missing);
      own.push({ text, isChanged: piece.isChanged });
      missing -= text.length;
      taken += text.length;
      if (taken === piece.text.length) [at, taken] = [at + 1, 0];
    }
    return { pieces: own, number: from + place };
  });
}
