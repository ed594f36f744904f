import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Person } from "../../api/peopleTypes";
import { changesOf, draftOf, endsSessions } from "./personDraft";

const person: Person = {
  id: "u", name: "Uma", email: "uma@example.org", role: "pending", profile_image_url: "", created_at: 1, updated_at: 1,
  last_active_at: null,
};

describe("an edit of a person", () => {
  it("sends only what differs", () => {
    assert.deepEqual(changesOf(draftOf(person), person), {});
    assert.deepEqual(changesOf({ ...draftOf(person), name: " Uma B ", role: "user" }, person), { name: "Uma B", role: "user" });
  });

  it("leaves an empty password as it is", () => {
    assert.deepEqual(changesOf({ ...draftOf(person), password: "new" }, person), { password: "new" });
  });

  it("ends sessions when it touches role or password", () => {
    assert.ok(endsSessions({ role: "user" }));
    assert.ok(endsSessions({ password: "x" }));
    assert.ok(!endsSessions({ name: "Uma" }));
  });
});
