import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ImportItem } from "../../api/models";
import { inOrderOfInterest } from "./importing";

const item = (index: number, outcome: string, detail: string | null = null): ImportItem =>
  ({ index, id: `model-${index}`, outcome, detail, notes: [], changes: {} });

describe("the lines of an import", () => {
  it("start with refused and changed lines, with unchanged ones apart", () => {
    const { shown, unchanged } = inOrderOfInterest([
      item(0, "skipped"), item(1, "created"), item(2, "changed"), item(3, "skipped", "Left out: grants"), item(4, "refused"),
      item(5, "changed"),
    ]);
    assert.deepEqual(shown.map(({ index }) => index), [4, 2, 5, 1, 3]);
    assert.deepEqual(unchanged.map(({ index }) => index), [0]);
  });
});
