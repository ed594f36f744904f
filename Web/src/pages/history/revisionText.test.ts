import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { describeChanges, contentOf, factsOf } from "./revisionText";

describe("changes as text", () => {
  it("name fields, switches and tags as people do", () => {
    const changes = {
      is_active: { before: false, after: true },
      "meta.tags": { before: [{ name: "office" }], after: [{ name: "office" }, { name: "team" }] },
      "params.system": { before: null, after: "Be kind." },
      "params.mirostat": { before: 1, after: 2 },
      base_model_id: { before: "alpha", after: null },
    };
    assert.deepEqual(describeChanges(changes), [
      { field: "Active", before: "off", after: "on" },
      { field: "Tags", before: "office", after: "office, team" },
      { field: "System prompt", before: "", after: "Be kind." },
      { field: "mirostat", before: "1", after: "2" },
      { field: "Base model", before: "alpha", after: "(is a base model)" },
    ]);
  });

  it("keep long texts whole, and show objects by key", () => {
    const long = "abc\n".repeat(5000);
    const changes = {
      "params.system": { before: long, after: `${long}more` },
      "meta.capabilities": { before: { vision: true, usage: false }, after: { usage: false, vision: false } },
      "params.seed": { before: 1, after: "1" },
    };
    assert.deepEqual(describeChanges(changes), [
      { field: "System prompt", before: long, after: `${long}more` },
      {
        field: "Capabilities",
        before: '{\n  "usage": false,\n  "vision": true\n}', after: '{\n  "usage": false,\n  "vision": false\n}',
      },
      { field: "Seed", before: "1", after: '"1"' },
    ]);
  });

  it("of a rollback leave out owner, active and grants", () => {
    const change = { before: 1, after: 2 };
    const changes = { "params.seed": change, user_id: change, is_active: change, access_grants: change };
    assert.deepEqual(contentOf(changes), { "params.seed": change });
  });
});

describe("the facts of a model", () => {
  it("are its fields, those of params and meta one by one", () => {
    const model = {
      id: "poet", user_id: "u", base_model_id: "alpha", name: "Poet", params: { seed: 7 }, meta: { tags: [] },
      is_active: true, revision: 2, created_at: 1, updated_at: 1,
    };
    assert.deepEqual(factsOf(model), [
      { field: "Name", value: "Poet" }, { field: "Base model", value: "alpha" }, { field: "Active", value: "on" },
      { field: "Seed", value: "7" }, { field: "Tags", value: "–" },
    ]);
  });
});
