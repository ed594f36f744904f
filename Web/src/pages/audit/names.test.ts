import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { TrailEntry } from "../../api/audit";
import { joinedNames, nameOfId, noNames, thingName, userName } from "./names";

const entry = (fields: Partial<TrailEntry>): TrailEntry => ({
  id: "e", sequence: 1, index: 0, user_id: "u", user_name: "Ada", action: "account.update", entity_type: "account",
  entity_id: "p", description: null, changes: null, audit_metadata: null, outcome: "ok", created_at: 1, ...fields,
});

describe("the target of an entry", () => {
  it("goes by its name where that is known, else by its id", () => {
    assert.equal(thingName(entry({}), { ...noNames, users: { p: "Pia" } }), "Pia");
    assert.equal(thingName(entry({ changes: { name: { before: "Old", after: null } } }), noNames), "Old");
    assert.equal(thingName(entry({}), noNames), "p");
    assert.equal(thingName(entry({ entity_id: "constructor" }), noNames), "constructor");
  });

  it("is looked up among its own kind", () => {
    const names = { users: { x: "Uma" }, groups: { x: "Team" }, models: { x: "Poet" } };
    assert.equal(thingName(entry({ entity_type: "model", entity_id: "x" }), names), "Poet");
    assert.equal(thingName(entry({ entity_type: "residency", entity_id: "x" }), names), "Poet");
    assert.equal(thingName(entry({ entity_type: "group", entity_id: "x" }), names), "Team");
    assert.equal(thingName(entry({ entity_id: "x" }), names), "Uma");
    assert.equal(thingName(entry({ entity_type: "audit", entity_id: "log" }), names), "");
  });
});

describe("names", () => {
  it("of two answers are joined, the later ones first", () => {
    const joined = joinedNames({ ...noNames, users: { a: "A", b: "B" } }, { ...noNames, users: { b: "Bea" } });
    assert.deepEqual(joined.users, { a: "A", b: "Bea" });
  });

  it("are found for an id alone", () => {
    assert.equal(nameOfId("g", { ...noNames, groups: { g: "Team" } }), "Team");
    assert.equal(nameOfId("g", noNames), "g");
    assert.equal(userName("system", noNames), "Muster");
  });
});
