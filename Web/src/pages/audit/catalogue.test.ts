import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { TrailEntry } from "../../api/audit";
import { de } from "../../words/de";
import { en } from "../../words/en";
import { actionsByArea, kindWords, namesIn, thingName } from "./catalogue";

const entry = (fields: Partial<TrailEntry>): TrailEntry => ({
  id: "e", sequence: 1, index: 0, user_id: "u", user_name: "Ada", action: "account.update", entity_type: "account",
  entity_id: "p", description: null, changes: null, audit_metadata: null, outcome: "ok", created_at: 1, ...fields,
});

describe("the catalogue of actions", () => {
  it("has the same actions in both languages, each below an area and kind with words of its own", () => {
    assert.deepEqual(Object.keys(de.audit.actions), Object.keys(en.audit.actions));
    for (const [area] of actionsByArea()) assert.ok(area in en.audit.areas, area);
  });

  it("shows kinds that it does not know by their own name", () => {
    assert.equal(kindWords("model"), "Model");
    assert.equal(kindWords("planet"), "planet");
  });
});

describe("the thing of an entry", () => {
  it("goes by its name where that is known", () => {
    assert.equal(thingName(entry({}), namesIn([entry({ user_id: "p", user_name: "Pia" })])), "Pia");
    assert.equal(thingName(entry({ changes: { name: { before: "Old", after: null } } }), new Map()), "Old");
    assert.equal(thingName(entry({}), new Map()), "p");
  });

  it("is the id where it is a model", () => {
    const changed = entry({ entity_type: "model", entity_id: "coder", changes: { name: { before: "A", after: "B" } } });
    assert.equal(thingName(changed, new Map()), "coder");
  });
});
