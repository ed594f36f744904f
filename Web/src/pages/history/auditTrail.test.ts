import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AuditEntry } from "../../api/types";
import { actionText, doneText, principalOf, whyOf } from "./auditTrail";

const entry = (changes: Partial<AuditEntry>): AuditEntry => ({
  id: "e", sequence: 1, user_id: "u", user_name: "Ada", action: "model.update", entity_type: "model",
  entity_id: "coder", description: null, changes: null, audit_metadata: null, outcome: "ok", created_at: 1, ...changes,
});

describe("an entry", () => {
  it("names the user", () => {
    assert.equal(principalOf(entry({ user_id: "system", user_name: null })), "Muster");
    assert.equal(principalOf(entry({ user_name: null })), "u");
  });

  it("says why, from reason and cause", () => {
    assert.equal(whyOf(entry({ audit_metadata: { reason: "too slow", cause: "" } })), "too slow");
    assert.equal(whyOf(entry({})), "");
    assert.equal(whyOf(entry({ description: "Ada changed it" })), "");
    assert.equal(whyOf(entry({ outcome: "failed", description: "Too old" })), "Too old");
    assert.equal(whyOf(entry({ outcome: "failed", description: "Not allowed", audit_metadata: { reason: "tidy" } })), "Not allowed · tidy");
    assert.equal(
      whyOf(entry({ outcome: "failed", description: "a failed: bad file", audit_metadata: { reason: "bad file", cause: "a request" } })),
      "bad file · a request",
    );
    const noRoom = "a went from unloaded to failed: no room: switch off b";
    assert.equal(whyOf(entry({ outcome: "failed", description: noRoom, audit_metadata: { reason: "no room" } })), noRoom);
    const refused = "Model 'x' was not found";
    assert.equal(whyOf(entry({ outcome: "failed", description: refused, audit_metadata: { reason: "Model" } })), `${refused} · Model`);
  });

  it("with an unknown action shows the action's name", () => {
    assert.equal(actionText("model.create"), "created");
    assert.equal(actionText("model.pin"), "model.pin");
  });

  it("says whether a model was pinned or unpinned, and both for an attempt that changed nothing", () => {
    const pin = (after: boolean) => entry({ action: "residency.pin", changes: { pinned: { before: !after, after } } });
    assert.deepEqual([doneText(pin(true)), doneText(pin(false))], ["pinned", "unpinned"]);
    assert.equal(doneText(entry({ action: "residency.pin", changes: null })), "pinned or unpinned");
  });
});
