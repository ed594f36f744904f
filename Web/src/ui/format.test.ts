import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatBytes, plural } from "./format";

describe("sizes in words", () => {
  it("have three figures at most and a unit", () => {
    const cases: [number, string][] = [
      [0, "0 B"], [999, "999 B"], [1_000, "1 kB"], [1_540_000, "1.54 MB"], [15_400_000, "15.4 MB"],
      [999_600_000, "1 GB"], [17_179_869_184, "17.2 GB"], [154_000_000_000, "154 GB"],
    ];
    for (const [bytes, words] of cases) assert.equal(formatBytes(bytes), words);
  });

  it("are empty when unknown", () => {
    assert.equal(formatBytes(null), "");
  });
});

describe("counts in words", () => {
  it("agree in number", () => {
    assert.equal(plural(1, "request"), "1 request");
    assert.equal(plural(2, "entry", "entries"), "2 entries");
  });
});
