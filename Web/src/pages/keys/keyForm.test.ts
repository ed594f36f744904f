import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Key } from "../../api/peopleTypes";
import { en } from "../../strings/en";
import { emptyKey, expiryText, keyFormOf, keyLimits } from "./keyForm";

const key = (changes: Partial<Key>): Key => ({
  id: "k", user_id: "u", name: "script", hint: "sk-…wxyz", models: null, read_only: false, trusted: false,
  creates_users: false, created_at: 1, expires_at: null, last_used_at: null, ...changes,
});

describe("a new key", () => {
  it("ends after so many days, or never", () => {
    assert.equal(keyFormOf({ ...emptyKey, lifetime: "30" }, 1000.7).expires_at, 1000 + 30 * 86_400);
    assert.equal(keyFormOf({ ...emptyKey, lifetime: "never" }, 1000).expires_at, null);
  });

  it("without patterns is for all models", () => {
    assert.equal(keyFormOf(emptyKey, 0).models, null);
    assert.deepEqual(keyFormOf({ ...emptyKey, models: ["org/*"] }, 0).models, ["org/*"]);
  });

  it("creates users only where it acts on behalf of users", () => {
    assert.equal(keyFormOf({ ...emptyKey, createsUsers: true }, 0).creates_users, false);
    assert.equal(keyFormOf({ ...emptyKey, isTrusted: true, createsUsers: true }, 0).creates_users, true);
  });
});

describe("a key in the list", () => {
  it("lists its limits", () => {
    assert.deepEqual(keyLimits(key({}), en.keys), []);
    assert.deepEqual(keyLimits(key({ read_only: true, models: ["a", "b*"] }), en.keys), ["read-only", "only a, b*"]);
    assert.deepEqual(keyLimits(key({ trusted: true, creates_users: true }), en.keys), ["acts on behalf of users, creates users"]);
  });

  it("tells when it ends, and that it has ended", () => {
    assert.equal(expiryText(key({}), 10, en.keys).text, "never");
    assert.ok(!expiryText(key({ expires_at: 11 }), 10, en.keys).isOver);
    assert.ok(expiryText(key({ expires_at: 10 }), 10, en.keys).isOver);
  });
});
