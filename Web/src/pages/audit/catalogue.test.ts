import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { de } from "../../words/de";
import { en } from "../../words/en";
import { actionsByArea, kindWords } from "./catalogue";

describe("the catalogue of actions", () => {
  it("has the same actions in both languages, each below an area and kind with words of its own", () => {
    assert.deepEqual(Object.keys(de.audit.actions), Object.keys(en.audit.actions));
    for (const [area] of actionsByArea()) assert.ok(area in en.audit.areas, area);
  });

  it("shows kinds that it does not know by their own name", () => {
    assert.equal(kindWords("model"), "Model");
    assert.equal(kindWords("planet"), "planet");
  });
});
