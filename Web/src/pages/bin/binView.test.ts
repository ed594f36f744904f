import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { BinEntry } from "../../api/bin";
import { entriesWith, isPossibleId, otherIdFor, readView, writeView } from "./binView";

const entry = (changes: Partial<BinEntry>): BinEntry => ({
  id: "poet", version_id: "v", revision: 2, name: "Poet", base_model_id: "alpha", owner_id: "o", deleted_at: 1,
  deleted_by: { id: "a", name: "Ada" }, reason: null, purge_at: null, ...changes,
});

describe("the bin's view", () => {
  it("comes back from the address as it went", () => {
    assert.deepEqual(readView(writeView({ query: "po et", page: 3 })), { query: "po et", page: 3 });
    assert.equal(writeView({ query: "", page: 1 }), "");
  });

  it("begins with the first page when the address makes no sense", () => {
    for (const search of ["?page=0", "?page=x", "?page=1.5"]) assert.equal(readView(search).page, 1);
  });
});

describe("the bin's search", () => {
  const entries = [entry({}), entry({ id: "lawyer", name: "Lawyer", base_model_id: null, reason: "too POETIC" })];

  it("looks into name, id, base, person and reason, any case", () => {
    assert.deepEqual(entriesWith("poet", entries).map(({ id }) => id), ["poet", "lawyer"]);
    assert.deepEqual(entriesWith("ALPHA", entries).map(({ id }) => id), ["poet"]);
    assert.deepEqual(entriesWith(" ada ", entries).length, 2);
  });

  it("without words finds all", () => assert.equal(entriesWith("", entries).length, 2));
});

describe("another id", () => {
  it("is offered, however long the old one is", () => {
    assert.equal(otherIdFor("poet"), "poet-restored");
    assert.ok(isPossibleId(otherIdFor("p".repeat(256))));
  });

  it("has no blanks and is not empty", () => {
    for (const id of ["", "a b", "a\tb", "p".repeat(257)]) assert.equal(isPossibleId(id), false);
    assert.ok(isPossibleId("org/naïve:7b"));
  });
});
