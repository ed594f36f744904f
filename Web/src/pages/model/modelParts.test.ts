import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { modelParts, partAddress, partAt, partsFor } from "./modelParts";

describe("the parts of a model's page", () => {
  it("are found again by their addresses, whatever the id", () => {
    for (const part of modelParts) {
      const { pathname, search } = new URL(partAddress(part, "org/naïve:7b&x=1"), "http://muster");
      assert.equal(partAt(pathname, search), part);
      assert.equal(new URLSearchParams(search).get("id"), "org/naïve:7b&x=1");
    }
  });

  it("keep the address that the trail of a model had before", () => {
    assert.equal(partAt("/models/history", "?id=poet&tab=happened"), "audit");
    assert.equal(partAt("/models/history", "?id=poet&tab=versions"), "history");
  });

  it("are offered as far as one may see them", () => {
    assert.deepEqual(partsFor({ isAdmin: false }, { write_access: false, base_model_id: null }), ["overview", "try", "use"]);
    assert.deepEqual(partsFor({ isAdmin: false }, { write_access: true, base_model_id: "alpha" }), ["overview", "try", "use", "access", "history"]);
    assert.deepEqual(partsFor({ isAdmin: true }, { write_access: true, base_model_id: null }), [...modelParts]);
    assert.ok(!partsFor({ isAdmin: true }, { write_access: true, base_model_id: "alpha" }).includes("launch"), "a preset starts nothing");
  });

  it("are those about the past where the model is gone", () => {
    assert.deepEqual(partsFor({ isAdmin: true }, null), ["history", "audit"]);
    assert.deepEqual(partsFor({ isAdmin: false }, null), []);
  });
});
