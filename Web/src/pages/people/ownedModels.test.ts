import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PersonAccess, Reason } from "../../api/peopleTypes";
import { ownedAmong } from "./ownedModels";

const access = (reasons: Reason["by"][][], total = reasons.length): PersonAccess => ({
  user: { id: "u", name: "Uma", email: "uma@example.org", role: "user", last_active_at: null },
  models: reasons.map((by, index) => ({
    id: `m${index}`, name: "M", base_model_id: null, is_active: true, read: true, write: true,
    reasons: by.map((each) => ({ by: each, permission: "read" as const })),
  })),
  total,
});

describe("what somebody owns", () => {
  it("excludes models that they only use", () => {
    const { models, isAll } = ownedAmong(access([["grant"], ["grant", "owner"], ["administrator"]]));
    assert.deepEqual(models.map((model) => model.id), ["m1"]);
    assert.ok(isAll);
  });

  it("is not all where there are more pages", () => {
    assert.ok(!ownedAmong(access([["owner"]], 101)).isAll);
  });
});
