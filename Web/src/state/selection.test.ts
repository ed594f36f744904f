import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { clearSelection, selectAll, selectedIds, selectWhole, toggleSelected, wholeSelection } from "./selection";

describe("the selection", () => {
  it("takes one in and out", () => {
    clearSelection();
    toggleSelected("a");
    toggleSelected("b");
    toggleSelected("a");
    assert.deepEqual([...selectedIds()], ["b"]);
  });

  it("excludes the deselected model from “all”", () => {
    clearSelection();
    selectAll(["a", "b"]);
    selectWhole({ filter: { kind: "all" }, count: 500 });
    toggleSelected("far down");
    assert.equal(wholeSelection(), undefined);
    assert.deepEqual([...selectedIds()], ["a", "b"]);
  });

  it("takes out of all that fit one that is also named", () => {
    clearSelection();
    selectAll(["a", "b"]);
    selectWhole({ filter: { kind: "all" }, count: 500 });
    toggleSelected("a");
    assert.deepEqual([...selectedIds()], ["b"]);
  });
});
