import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { flipped, isOn, isSamePermissions, othersOn, permissionRules, withPermission } from "./permissionForm";

const models = { section: "workspace", name: "models" };

describe("the permissions in the form", () => {
  it("are off where nothing is stored", () => {
    assert.ok(permissionRules.every((rule) => !isOn(null, rule)));
    assert.ok(!isOn({ workspace: {} }, models));
  });

  it("are switched without touching what else is stored", () => {
    const stored = { workspace: { models: false, prompts: true }, chat: { delete: true } };
    assert.deepEqual(withPermission(stored, models, true), {
      workspace: { models: true, prompts: true }, chat: { delete: true },
    });
    assert.deepEqual(stored.workspace.models, false);
  });

  it("are sent only where they were flipped", () => {
    const before = { workspace: { models: true }, sharing: { models: true }, chat: { edit: true } };
    const after = withPermission(before, models, false);
    assert.deepEqual(flipped(before, after), { workspace: { models: false } });
    assert.deepEqual(flipped(before, before), {});
  });

  it("begin where nothing is stored", () => {
    assert.deepEqual(withPermission(null, models, true), { workspace: { models: true } });
  });

  it("count what is on and not shown", () => {
    assert.equal(othersOn(null), 0);
    assert.equal(othersOn({ workspace: { models: true, prompts: true, tools: false }, chat: { delete: true } }), 2);
  });

  it("are the same when switched back", () => {
    assert.ok(isSamePermissions(null, withPermission(withPermission(null, models, true), models, false)));
    assert.ok(!isSamePermissions(null, withPermission(null, models, true)));
  });
});
