import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { de } from "../../strings/de";
import { en } from "../../strings/en";
import { actionsByArea, kindText } from "./actionGroups";

describe("the list of audit actions", () => {
  it("has the same actions in both languages, each with a named area and kind", () => {
    assert.deepEqual(Object.keys(de.audit.actions), Object.keys(en.audit.actions));
    for (const [area] of actionsByArea()) assert.ok(area in en.audit.areas, area);
  });

  it("shows kinds that it does not know by their own name", () => {
    assert.equal(kindText("model"), "Model");
    assert.equal(kindText("planet"), "planet");
  });
});
