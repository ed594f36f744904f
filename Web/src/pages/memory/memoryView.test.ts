import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readView, writeView } from "./memoryView";

describe("the view of the memory", () => {
  it("goes into the address and comes back", () => {
    const view = { hidesIdle: true, model: "org/naïve:7b", before: "a b&c", whatIf: "beta" };
    assert.deepEqual(readView(writeView(view)), view);
  });

  it("is all of it when the address says nothing", () => {
    assert.equal(writeView(readView("")), "");
  });
});
