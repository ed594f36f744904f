import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { BaseModel } from "../../api/types";
import { bulkFilter, listQuery, offeredWeights, readView, wholeList, writeView } from "./modelsView";

const base = (id: string, registered: boolean): BaseModel =>
  ({ id, name: id, runtime: "local", file_bytes: 1, clashes_with: null, registered, is_active: registered, model: null, residency: null });

describe("the view of the list", () => {
  it("goes into the address and comes back", () => {
    const view = {
      query: "org/naïve:7b & co", state: "inactive", kind: "preset", owner: "shared", residency: "failed",
      visibility: "hidden", base: "alpha", tag: "a b", order: "updated", layout: "cards",
    } as const;
    assert.deepEqual(readView(writeView(view)), view);
    assert.equal(writeView(wholeList), "");
  });

  it("treats invalid values as no filter", () => {
    assert.deepEqual(readView("?state=sideways&kind=7&owner=me&order=up&residency=there&visibility=no&layout=heap"), wholeList);
    assert.deepEqual(readView("?page=7"), wholeList);
  });

  it("asks the API for all kinds, which is not its default", () => {
    const asked = listQuery({ ...wholeList, query: "  a ", owner: "created", visibility: "shown" });
    assert.deepEqual(asked, {
      query: "a", kind: "all", state: undefined, view_option: "created", residency: undefined, hidden: "false",
      base: undefined, tag: undefined, order_by: "name", direction: "asc", page: 1,
    });
  });

  it("gives bulk actions the same filter, except for lists by memory state", () => {
    assert.deepEqual(bulkFilter({ ...wholeList, visibility: "hidden", tag: "a" }), {
      query: undefined, kind: "all", state: undefined, view_option: undefined, base: undefined, tag: "a", hidden: true,
    });
    assert.equal(bulkFilter({ ...wholeList, residency: "loaded" }), undefined);
  });
});

describe("weights without an entry", () => {
  const bases = [base("beta", false), base("Alpha", false), base("gamma", true)];
  it("are listed by id, those with an entry left out", () => {
    assert.deepEqual(offeredWeights(bases, wholeList).map((each) => each.id), ["Alpha", "beta"]);
  });

  it("follow the search in any case, and are no presets and never on", () => {
    assert.deepEqual(offeredWeights(bases, { ...wholeList, query: "ALPH" }).map((each) => each.id), ["Alpha"]);
    assert.deepEqual(offeredWeights(bases, { ...wholeList, kind: "preset" }), []);
    assert.deepEqual(offeredWeights(bases, { ...wholeList, state: "active" }), []);
    assert.deepEqual(offeredWeights(bases, { ...wholeList, tag: "office" }), []);
  });
});
