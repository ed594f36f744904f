import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { conflictsOf, firstChoice, merged, type Side } from "./merge";

const before: Side = {
  name: "Coder", base_model_id: "alpha", is_active: true, params: { system: "You code.", seed: 0 }, meta: { description: "old" },
};
const theirs: Side = { ...before, name: "Their coder", params: { system: "You code well.", seed: 0 } };
const mine: Side = { ...before, name: "My coder", params: { system: "You code." }, meta: { description: "new", tags: ["a"] } };

describe("two edits of one model", () => {
  const found = conflictsOf(before, theirs, mine);
  const fields = found.map(({ path }) => path.join("."));

  it("differ where either changed something", () => {
    assert.deepEqual(fields, ["name", "params.system", "params.seed", "meta.description", "meta.tags"]);
  });

  it("are contested only where both changed the same", () => {
    assert.deepEqual(found.filter((each) => each.isContested).map(({ path }) => path.join(".")), ["name"]);
  });

  it("are merged so that each side keeps its own changes", () => {
    const choices = found.map(firstChoice);
    assert.deepEqual(merged(theirs, found, choices), {
      name: "My coder", base_model_id: "alpha", is_active: true, params: { system: "You code well." },
      meta: { description: "new", tags: ["a"] },
    });
  });

  it("become theirs or mine whole when every field is decided so", () => {
    assert.deepEqual(merged(theirs, found, found.map(() => "theirs")), theirs);
    assert.deepEqual(merged(theirs, found, found.map(() => "mine")), mine);
  });

  it("do not differ where one has nothing and the other an empty value, or members in another order", () => {
    const one: Side = { ...before, meta: { a: { x: 1, y: 2 }, image: null } };
    assert.deepEqual(conflictsOf(before, one, { ...one, meta: { a: { y: 2, x: 1 } } }), []);
  });
});
