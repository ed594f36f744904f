import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { en } from "../../words/en";
import { factsOf } from "./entryFacts";
import type { TrailEntry } from "../../api/audit";

describe("the circumstances of an entry", () => {
  it("stand in a fixed order, what is not known to the page last, and nothing that is empty", () => {
    const audit_metadata = { zone: 1, request_id: "r", address: null, authentication: "api_key", reason: "so", key_id: "k" };
    assert.deepEqual(factsOf({ audit_metadata } as unknown as TrailEntry, en.audit.entry), [
      ["Reason", "so"], ["Known by", "key"], ["Request id", "r"], ["key_id", "k"], ["zone", "1"],
    ]);
  });
});
