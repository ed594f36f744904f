import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isHidden, tagsOf } from "./modelMeta";

describe("the tags of a model", () => {
  it("are read in both forms, each once", () => {
    assert.deepEqual(tagsOf({ meta: { tags: [{ name: "a" }, "b", { name: "a" }, null, 7, { name: "" }] } }), ["a", "b"]);
  });

  it("ignore other values", () => {
    assert.deepEqual(tagsOf({ meta: {} }), []);
    assert.deepEqual(tagsOf({ meta: { tags: "a" } }), []);
  });
});

describe("a hidden model", () => {
  it("says so with true and nothing else", () => {
    assert.ok(isHidden({ meta: { hidden: true } }));
    assert.ok(!isHidden({ meta: { hidden: "false" } }));
  });
});
