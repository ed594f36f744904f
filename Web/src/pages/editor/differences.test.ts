import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { differences } from "./differences";

const side = { name: "Coder", base_model_id: "alpha", is_active: true, params: { top_p: 1 }, meta: { a: { x: 1, y: 2 } } };

describe("the differences of two versions", () => {
  it("are none when only the order of keys differs", () => {
    assert.deepEqual(differences(side, { ...side, meta: { a: { y: 2, x: 1 } } }), []);
  });

  it("name each field with both values, unset ones too", () => {
    const mine = { ...side, name: "Coder 2", is_active: false, params: { seed: 0 } };
    assert.deepEqual(differences(side, mine), [
      { field: "name", theirs: "Coder", mine: "Coder 2" },
      { field: "active", theirs: "on", mine: "off" },
      { field: "params.top_p", theirs: "1", mine: "(not set)" },
      { field: "params.seed", theirs: "(not set)", mine: "0" },
    ]);
  });
});
