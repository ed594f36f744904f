import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { TrailEntry, TrailPage } from "../../api/audit";
import { noNames } from "./names";
import { joinedBelow, joinedOnTop, type TrailList } from "./trailList";

const entry = (sequence: number) => ({ id: `e${sequence}`, sequence }) as TrailEntry;
const page = (sequences: number[], next: string | null = null, total = sequences.length): TrailPage =>
  ({ items: sequences.map(entry), names: noNames, next, total, is_total_exact: true });
const list = (sequences: number[], next: string | null = null): TrailList =>
  ({ key: "k", arrived: 0, ...page(sequences, next) });
const shown = (found: TrailList) => found.items.map((each) => each.sequence);

describe("a list of entries", () => {
  it("goes on below with the next page", () => {
    const found = joinedBelow(list([9, 8], "8"), page([8, 7], "7"));
    assert.deepEqual(shown(found), [9, 8, 7]);
    assert.equal(found.next, "7");
  });

  it("adds new entries on top once, and keeps the cursor", () => {
    const found = joinedOnTop(list([9, 8], "8"), page([11, 10, 9], "9", 40));
    assert.deepEqual(shown(found), [11, 10, 9, 8]);
    assert.deepEqual([found.next, found.total, found.arrived], ["8", 40, 2]);
  });

  it("stays the very same while nothing is new", () => {
    const known = list([9, 8]);
    assert.ok(joinedOnTop(known, page([9, 8])) === known);
  });

  it("starts again instead of leaving a gap", () => {
    const found = joinedOnTop(list([9, 8], "8"), page([99, 98], "98"));
    assert.deepEqual(shown(found), [99, 98]);
    assert.equal(found.next, "98");
  });
});
