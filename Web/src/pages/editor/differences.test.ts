import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { de } from "../../words/de";
import { en } from "../../words/en";
import { differences } from "./differences";

const side = { name: "Coder", base_model_id: "alpha", is_active: true, params: { top_p: 1 }, meta: { a: { x: 1, y: 2 } } };

describe("the differences of two versions", () => {
  it("are none when only the order of keys differs", () => {
    assert.deepEqual(differences(side, { ...side, meta: { a: { y: 2, x: 1 } } }, en.editor), []);
  });

  it("name each field with both values, unset ones too", () => {
    const mine = { ...side, name: "Coder 2", is_active: false, params: { seed: 0 } };
    assert.deepEqual(differences(side, mine, en.editor), [
      { field: "name", theirs: "Coder", mine: "Coder 2" },
      { field: "active", theirs: "on", mine: "off" },
      { field: "params.top_p", theirs: "1", mine: "(not set)" },
      { field: "params.seed", theirs: "(not set)", mine: "0" },
    ]);
  });
  it("name the fields in the language of the page, and leave what other programs wrote", () => {
    const mine = { ...side, is_active: false, meta: { ...side.meta, description: "", toString: 1 } };
    assert.deepEqual(differences(side, mine, de.editor), [
      { field: "eingeschaltet", theirs: "ja", mine: "nein" },
      { field: "Beschreibung", theirs: "(nicht gesetzt)", mine: "" },
      { field: "toString", theirs: "(nicht gesetzt)", mine: "1" },
    ]);
  });
});
