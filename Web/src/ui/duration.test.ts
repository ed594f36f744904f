import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatDuration } from "./duration";

describe("durations as text", () => {
  it("have the two largest units, and fractions only where they matter", () => {
    const cases: [number, string][] = [
      [0.254, "0.25 sec"], [3.14, "3.1 sec"], [12.4, "12 sec"], [60, "1 min"], [125, "2 min 5 sec"], [7_300, "2 hr 1 min"],
      [90_000, "1 day 1 hr"],
    ];
    for (const [seconds, text] of cases) assert.equal(formatDuration(seconds), text);
  });

  it("are written as the language does", () => {
    assert.equal(formatDuration(0.25, "de"), "0,25 Sek.");
  });
});
