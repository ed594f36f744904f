import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { localOf, momentOf, readView, withTick, writeView, type HistoryView } from "./historyView";

const plain: HistoryView = { id: "poet", page: 1, compared: [], at: "" };

describe("the history's view", () => {
  it("comes back from the address as it went", () => {
    const view: HistoryView = {
      id: "org/naïve:7b", page: 2, compared: [3, 12], at: "2026-11-24T10:00:00Z",
    };
    assert.deepEqual(readView(writeView(view)), view);
    assert.equal(writeView(plain), "?id=poet");
  });

  it("drops invalid values", () => {
    assert.deepEqual(readView("?id=poet&tab=x&page=-1&compare=a,0&at=soon"), plain);
    assert.deepEqual(readView("?id=poet&compare=5,2,5,9").compared, [2, 5]);
  });
});

describe("ticks", () => {
  it("are two at most, the lower first", () => {
    assert.deepEqual(withTick([], 4), [4]);
    assert.deepEqual(withTick([4], 2), [2, 4]);
    assert.deepEqual(withTick([2, 9], 8), [8, 9]);
  });

  it("are taken back", () => assert.deepEqual(withTick([2, 4], 2), [4]));
});

describe("a moment", () => {
  it("goes into the field for date and time and comes back", () => {
    assert.equal(momentOf(localOf("2026-11-24T10:00:05Z")), "2026-11-24T10:00:05Z");
    assert.equal(momentOf(""), "");
    assert.equal(localOf(""), "");
  });
});
