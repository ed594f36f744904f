import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RecentAct } from "../api/undo";
import { de } from "../strings/de";
import { en } from "../strings/en";
import { recentText } from "./recentText";

const act = (action: string, names: string[], model_count = names.length): RecentAct => ({
  id: "1", action, done_at: 0, undo_until: 86_400, undone_at: null, state: "open", model_count,
  targets: names.map((name) => ({ type: "model", id: name.toLowerCase(), name })),
});

describe("a recent change", () => {
  it("names up to three models, and counts the others", () => {
    assert.equal(recentText(act("model.delete", ["Poet"]), en.undo, "en"), "Deleted Poet");
    assert.equal(recentText(act("model.deactivate", ["A", "B", "C"]), en.undo, "en"), "Switched off A, B, and C");
    assert.equal(recentText(act("model.import", ["A", "B", "C", "D", "E"], 7), en.undo, "en"), "Imported A, B, C, and 4 more models");
    assert.equal(recentText(act("model.import", ["A", "B", "C", "D"], 4), de.undo, "de"), "A, B, C und 1 weiteres Modell importiert");
  });

  it("names the person or the group that was removed", () => {
    const removal = { ...act("account.delete", []), model_count: 2, targets: [{ type: "user" as const, id: "u", name: "Uma" }] };
    assert.equal(recentText(removal, en.undo, "en"), "Deleted Uma’s account; changed 2 models");
    assert.equal(recentText({ ...removal, targets: [] }, en.undo, "en"), "Deleted an erased person’s account; changed 2 models");
    const group = { ...removal, action: "group.delete", model_count: 0, targets: [{ type: "group" as const, id: "g", name: "Team" }] };
    assert.equal(recentText(group, en.undo, "en"), "Deleted the group Team");
  });

  it("of a kind that this page does not know is a change", () => {
    assert.equal(recentText(act("model.later", ["A"]), en.undo, "en"), "Changed A");
  });
});
