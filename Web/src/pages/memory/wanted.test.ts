import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { BaseModel, ListedModel } from "../../api/types";
import { wantingOf } from "./wanted";

const model = (id: string, base_model_id: string | null): ListedModel => ({
  id, base_model_id, name: id, user_id: "u", params: {}, meta: {}, is_active: true, revision: 1, created_at: 1,
  updated_at: 1, write_access: true,
});
const base = (changes: Partial<BaseModel>): BaseModel => ({
  id: "alpha", name: "alpha", runtime: "local", file_bytes: 1, clashes_with: null, registered: true, is_active: true, model: null,
  residency: null, ...changes,
});

describe("why weights are wanted", () => {
  it("is their own entry and the presets that stand on them", () => {
    const active = [model("alpha", null), model("writer", "alpha"), model("coder", "beta")];
    assert.deepEqual(wantingOf("alpha", active, base({})).models.map(({ id }) => id), ["alpha", "writer"]);
  });

  it("is of no use while their own entry is off", () => {
    assert.ok(wantingOf("alpha", [], base({ is_active: false })).isBaseOff);
    assert.ok(!wantingOf("alpha", [], base({ registered: false, is_active: false })).isBaseOff);
    assert.ok(!wantingOf("alpha", [], undefined).isBaseOff);
  });
});
