import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { de } from "../../words/de";
import { en } from "../../words/en";
import { spoken } from "./spoken";

describe("a cause", () => {
  it("is told in plain words of the page's language", () => {
    assert.equal(spoken("model.activate of org/alpha:7b", en.memory), "org/alpha:7b was switched on");
    assert.equal(spoken("its process ended", de.memory), "sein Prozess wurde beendet");
    assert.equal(spoken("not used for 0.5 s", de.memory), "0,5 s lang nicht benutzt");
    assert.equal(spoken("not used for 600 s", en.memory), "not used for 600 s");
  });

  it("that is not known stays as the server says it", () => {
    for (const cause of ["invalid magic characters", "model.frobnicate of alpha", "constructor"]) {
      assert.equal(spoken(cause, en.memory), cause);
    }
  });
});
