import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readCheckpoint } from "./checkpoint";

describe("a checkpoint", () => {
  it("says of which log it is and how many entries it covers", () => {
    const note = "muster/5f0c9a7be2d1\n1042\no5GyVVG2V+gKWr9m=\n\n— muster/5f0c9a7be2d1 x7Z1ImF0c2Vl\n";
    assert.deepEqual(readCheckpoint(note), { log: "muster/5f0c9a7be2d1", entries: 1042 });
  });

  it("says nothing when it is something else", () => {
    for (const text of ["", "muster", "muster\n", "muster\nmany\n", "\n5\n"]) assert.equal(readCheckpoint(text), undefined);
  });
});
