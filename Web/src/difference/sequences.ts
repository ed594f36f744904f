/** A run of items that both sides have, or only one of them. */
export interface Run<Item> {
  kind: "same" | "removed" | "added";
  items: Item[];
}

/**
 * Limit for the search, in steps. Two texts of 10,000 lines with nothing in common would take hundreds of millions;
 * beyond the limit the rest counts as replaced: correct, but not the shortest difference.
 */
export const effort = 500_000;

/**
 * The difference of two sequences: “same” and “removed” in order are `before`, “same” and “added” are `after`.
 *
 * Strips the common beginning and end, splits the rest at items that are unique on both sides (patience), and
 * searches the shortest path between those (Myers, 1986).
 */
export function difference<Item>(before: readonly Item[], after: readonly Item[], budget = effort): Run<Item>[] {
  const runs = new Runs<Item>();
  compare({ before, after, left: { steps: budget }, runs });
  return runs.all;
}

interface Comparison<Item> {
  before: readonly Item[];
  after: readonly Item[];
  left: { steps: number };
  runs: Runs<Item>;
}

class Runs<Item> {
  readonly all: Run<Item>[] = [];

  add(kind: Run<Item>["kind"], items: readonly Item[]): void {
    if (items.length === 0) return;
    const last = this.all.at(-1);
    if (last?.kind === kind) for (const item of items) last.items.push(item);
    else this.all.push({ kind, items: [...items] });
  }
}

function compare<Item>({ before, after, left, runs }: Comparison<Item>): void {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  runs.add("same", before.slice(0, head));
  const inner = { before: before.slice(head, before.length - tail), after: after.slice(head, after.length - tail), left, runs };
  if (inner.before.length === 0 || inner.after.length === 0) {
    runs.add("removed", inner.before);
    runs.add("added", inner.after);
  } else {
    const anchors = commonUnique(inner.before, inner.after);
    if (anchors.length > 0) compareBetween(anchors, inner);
    else shortest(inner);
  }
  runs.add("same", before.slice(before.length - tail));
}

type Anchor = readonly [before: number, after: number];

function compareBetween<Item>(anchors: readonly Anchor[], { before, after, left, runs }: Comparison<Item>): void {
  let [fromBefore, fromAfter] = [0, 0];
  for (const [atBefore, atAfter] of anchors) {
    compare({ before: before.slice(fromBefore, atBefore), after: after.slice(fromAfter, atAfter), left, runs });
    runs.add("same", before.slice(atBefore, atBefore + 1));
    [fromBefore, fromAfter] = [atBefore + 1, atAfter + 1];
  }
  compare({ before: before.slice(fromBefore), after: after.slice(fromAfter), left, runs });
}

/** Positions of items that occur once on both sides, as far as they come in the same order. */
function commonUnique<Item>(before: readonly Item[], after: readonly Item[]): Anchor[] {
  const positionsBefore = uniquePositions(before);
  const positionsAfter = uniquePositions(after);
  const common: Anchor[] = [];
  for (const [item, atBefore] of positionsBefore) {
    const atAfter = positionsAfter.get(item);
    if (atBefore >= 0 && atAfter !== undefined && atAfter >= 0) common.push([atBefore, atAfter]);
  }
  return longestRising(common);
}

/** -1 for items that occur more than once. */
function uniquePositions<Item>(items: readonly Item[]): Map<Item, number> {
  const places = new Map<Item, number>();
  items.forEach((item, place) => places.set(item, places.has(item) ? -1 : place));
  return places;
}

/** The longest increasing subsequence, by patience sorting. */
function longestRising(anchors: readonly Anchor[]): Anchor[] {
  const piles: { anchor: Anchor; previous: unknown }[] = [];
  for (const anchor of anchors) {
    let [low, high] = [0, piles.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((piles[middle]?.anchor[1] ?? 0) < anchor[1]) low = middle + 1;
      else high = middle;
    }
    piles[low] = { anchor, previous: piles[low - 1] };
  }
  const rising: Anchor[] = [];
  for (let at = piles.at(-1); at; at = at.previous as typeof at) rising.push(at.anchor);
  return rising.reverse();
}

/** The shortest path from one to the other, or a replacement if that would take too long. */
function shortest<Item>({ before, after, left, runs }: Comparison<Item>): void {
  const path = pathThrough(before, after, left);
  if (!path) {
    runs.add("removed", before);
    runs.add("added", after);
    return;
  }
  let [x, y] = [0, 0];
  for (const [nextX, nextY] of path) {
    // One step sideways or down, then as far as both are equal.
    const diagonal = Math.min(nextX - x, nextY - y);
    runs.add("removed", before.slice(x, nextX - diagonal));
    runs.add("added", after.slice(y, nextY - diagonal));
    runs.add("same", before.slice(nextX - diagonal, nextX));
    [x, y] = [nextX, nextY];
  }
}

/** The snake ends of Myers' algorithm, from beginning to end; undefined if the budget is used up. */
function pathThrough<Item>(before: readonly Item[], after: readonly Item[], left: { steps: number }): Anchor[] | undefined {
  const [width, height] = [before.length, after.length];
  const most = width + height;
  const reach = new Int32Array(2 * most + 3);
  const at = (diagonal: number) => reach[diagonal + most + 1] ?? 0;
  const rounds: Int32Array[] = [];
  for (let changes = 0; changes <= most; changes += 1) {
    // Each round stores more: limiting the steps limits memory too.
    left.steps -= changes + 1;
    if (left.steps < 0) return undefined;
    for (let diagonal = -changes; diagonal <= changes; diagonal += 2) {
      const isDown = diagonal === -changes || (diagonal !== changes && at(diagonal - 1) < at(diagonal + 1));
      let x = isDown ? at(diagonal + 1) : at(diagonal - 1) + 1;
      while (x < width && x - diagonal < height && before[x] === after[x - diagonal]) x += 1;
      reach[diagonal + most + 1] = x;
      if (x >= width && x - diagonal >= height) return trackedBack(rounds, [width, height]);
    }
    rounds.push(reach.slice(most + 1 - changes, most + 2 + changes));
  }
  return undefined;
}

function trackedBack(rounds: readonly Int32Array[], end: Anchor): Anchor[] {
  const path: Anchor[] = [];
  let [x, y] = end;
  for (let changes = rounds.length; changes > 0; changes -= 1) {
    path.push([x, y]);
    const reach = rounds[changes - 1];
    const at = (diagonal: number) => (Math.abs(diagonal) < changes ? reach?.[diagonal + changes - 1] ?? -1 : -1);
    const diagonal = x - y;
    const isDown = diagonal === -changes || (diagonal !== changes && at(diagonal - 1) < at(diagonal + 1));
    const from = isDown ? diagonal + 1 : diagonal - 1;
    x = at(from);
    y = x - from;
  }
  if (x > 0 || y > 0) path.push([x, y]);
  return path.reverse();
}
