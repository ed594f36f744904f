import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ListedModel } from "../api/types";
import { en } from "../words/en";
import { commandsFor } from "./commands";

const model = (id: string, changes: Partial<ListedModel> = {}): ListedModel => ({
  id, name: id.toUpperCase(), user_id: "u", base_model_id: null, params: {}, meta: {}, is_active: true, revision: 1,
  created_at: 1, updated_at: 1, write_access: true, ...changes,
});
const pages = [{ label: "Models", to: "/models" }, { label: "Memory", to: "/memory" }];

describe("the palette", () => {
  it("offers pages and models before anything is typed", () => {
    assert.deepEqual(commandsFor("", pages, [model("a")], en.models).map((each) => each.label), ["Models", "Memory", "A"]);
  });

  it("narrows pages by what is typed, and offers to switch what one may", () => {
    const found = commandsFor("mem", pages, [model("mem"), model("memo", { write_access: false })], en.models);
    assert.deepEqual(found.map((each) => each.label), ["Memory", "MEM", "MEMO", "Switch MEM off"]);
    assert.equal(found[2]?.to, "/models?query=memo");
    assert.equal(found[3]?.flips?.on, false);
  });
});
