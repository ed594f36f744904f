import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readTrailView, trailFilters, writeTrailView } from "./trailView";

describe("the audit trail of a model", () => {
  it("comes back from the address as it went", () => {
    const view = { of: "weights", entry: "e1" } as const;
    assert.deepEqual(readTrailView(writeTrailView("org/naïve:7b", view)), view);
    assert.equal(writeTrailView("poet", { of: "model", entry: "" }), "?id=poet");
    assert.deepEqual(readTrailView("?id=poet&of=x"), { of: "model", entry: "" });
  });

  it("is that of the model, or that of its base model", () => {
    assert.deepEqual(trailFilters("model", "poet", "alpha"), { entity_type: "model", entity_id: "poet" });
    assert.deepEqual(trailFilters("weights", "poet", "alpha"), { entity_type: "residency", entity_id: "alpha" });
  });
});
