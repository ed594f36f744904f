import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fits, modelIn, narrowed, type Command } from "./commands";

const command = (label: string, hint?: string): Command => ({ label, hint, run: () => {} });
const acts = ["Edit", "Delete", "Load now", "Switch on", "Switch off"];

describe("the palette", () => {
  it("finds commands that contain every typed word, in any order", () => {
    assert.equal(fits("letters del", command("Delete", "Letters")), true);
    assert.equal(fits("", command("Delete")), true);
    assert.equal(fits("delete poet", command("Delete", "Letters")), false);
  });

  it("searches for the model named after an action", () => {
    assert.equal(modelIn("delete letters", acts), "letters");
    assert.equal(modelIn("Switch Big letters OFF", acts), "Big letters");
    assert.equal(modelIn("lo gpt", acts), "gpt");
    assert.equal(modelIn("e 4b", acts), "e 4b");
  });

  it("applies an action alone to any model", () => {
    assert.equal(modelIn("delete", acts), undefined);
    assert.equal(modelIn("  ", acts), "");
  });

  it("drops empty groups, and puts labels that start with the typed text first", () => {
    const found = narrowed("set", [
      { name: "pages", commands: [command("Keys", "Settings"), command("Settings"), command("Bin")] },
      { name: "acts", commands: [command("Sign out")] },
    ]);
    assert.deepEqual(found.map(({ name, commands }) => [name, commands.map(({ label }) => label)]), [["pages", ["Settings", "Keys"]]]);
  });
});
