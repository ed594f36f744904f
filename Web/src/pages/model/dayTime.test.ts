import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { heldText, placeOn } from "./dayTime";

describe("a place on the axis of time", () => {
  const day = { from: 1000, to: 1400 };

  it("is a share of the shown period", () => assert.deepEqual(placeOn(day, 1100, 1300), { left: "25%", width: "50%" }));

  it("is cut at both ends", () => {
    assert.deepEqual(placeOn(day, 800, 1200), { left: "0%", width: "50%" });
    assert.deepEqual(placeOn(day, 1300, 1500), { left: "75%", width: "25%" });
  });
});

describe("how long a state held", () => {
  it("is shown, however short", () => {
    assert.deepEqual([0, 1, 75].map((seconds) => heldText(seconds, "en")), ["< 1 sec", "1 sec", "1 min 15 sec"]);
    assert.equal(heldText(0, "de"), "< 1 Sek.");
  });
});
