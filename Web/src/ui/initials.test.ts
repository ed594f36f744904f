import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hueOf, initialsOf } from "./initials";

describe("a model's initials", () => {
  it("come from the first two words, also of IDs", () => {
    assert.deepEqual(["Poet of the office", "org/naïve:7b", "alpha", "éclair"].map(initialsOf), ["PO", "ON", "A", "É"]);
    assert.equal(initialsOf("—"), "");
  });

  it("keep their colour", () => {
    assert.equal(hueOf("poet"), hueOf("poet"));
    assert.ok(hueOf("poet") !== hueOf("lawyer"));
  });
});
