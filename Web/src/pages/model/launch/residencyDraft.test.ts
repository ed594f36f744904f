import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { residencyDraftOf, residencySettingsOf } from "./residencyDraft";

describe("the residency settings of a form", () => {
  it("are what was stored, without the launch settings", () => {
    const stored = { residency: "on_demand", priority: 2.5, idle_unload: "10m", max_concurrency: 4 };
    const draft = residencyDraftOf({ muster: { ...stored, launch: { context: 512 } }, description: "x" });
    assert.deepEqual(residencySettingsOf(draft), stored);
    assert.deepEqual(residencySettingsOf(residencyDraftOf({})), {});
  });

  it("are sent as typed where they make no sense, so that the server says why", () => {
    const draft = { ...residencyDraftOf({}), priority: "high", memory: " 6GiB " };
    assert.deepEqual(residencySettingsOf(draft), { priority: "high", memory: "6GiB" });
  });
});
