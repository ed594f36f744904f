import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { rightsOf } from "./rights";

describe("a user's rights", () => {
  it("is everything for an administrator, whatever the permissions say", () => {
    const rights = rightsOf({ role: "admin", permissions: { workspace: { models: false } } });
    assert.ok(Object.values(rights).every((each) => each));
  });

  it("is nothing without permissions", () => {
    assert.ok(Object.values(rightsOf({ role: "user" })).every((each) => !each));
  });

  it("takes both the right to share and the kind of audience", () => {
    const rights = rightsOf({
      role: "user",
      permissions: { sharing: { models: true, public_models: false }, access_grants: { allow_users: true } },
    });
    assert.ok(rights.sharesWithPeople);
    assert.ok(!rights.sharesWithGroups);
    assert.ok(!rights.sharesWithEveryone);
    assert.ok(!rights.isAdmin);
  });
});
