import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { line, shown } from "./fakeLog";
import { contradiction } from "./shownEntry";

describe("the state of the page", () => {
  it("may say the name that the line only seals, or nothing once it is erased", () => {
    assert.equal(contradiction(shown(1), line(1)), undefined);
    assert.equal(contradiction({ ...shown(1), user_name: null }, line(1)), undefined);
  });

  it("is held to the line field by field", () => {
    assert.equal(contradiction({ ...shown(1), user_id: "other" }, line(1)), "user_id");
    assert.equal(contradiction({ ...shown(1), created_at: 2 }, line(1)), "created_at");
    assert.equal(contradiction({ ...shown(1), changes: { name: { before: "a", after: "b" } } }, line(1)), "changes");
    assert.equal(contradiction({ ...shown(1), audit_metadata: { reason: "so" } }, line(1)), "audit_metadata");
    assert.equal(contradiction(shown(1), "no JSON"), "id");
  });

  it("may have its keys in another order, but no value changed below", () => {
    const changes = { params: { before: null, after: { seed: 1, stop: ["a", "b"] } } };
    const proven = JSON.stringify({ ...JSON.parse(line(1)), changes });
    const sorted = { params: { after: { stop: ["a", "b"], seed: 1 }, before: null } };
    assert.equal(contradiction({ ...shown(1), changes: sorted }, proven), undefined);
    const swapped = { params: { after: { stop: ["b", "a"], seed: 1 }, before: null } };
    assert.equal(contradiction({ ...shown(1), changes: swapped }, proven), "changes");
  });
});
