import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { MemoryEntry } from "../../api/memory";
import { daysOf, dayText, whyOf } from "./timelineEntries";

const entry = (action: string, created_at: number, changes: Partial<MemoryEntry> = {}): MemoryEntry => ({
  id: `${action}-${created_at}`, sequence: created_at, user_id: "system", user_name: "Muster", action: `residency.${action}`,
  entity_type: "residency", entity_id: "alpha", description: null, changes: { state: {} }, audit_metadata: null,
  outcome: "ok", created_at, ...changes,
});
const at = (day: number, hour: number) => new Date(2026, 4, day, hour).getTime() / 1000;
const durations = (...entries: MemoryEntry[]) => daysOf(entries).flatMap((day) => day.items.map((item) => item.seconds));

describe("the timeline", () => {
  it("is grouped by the days of the reader's clock", () => {
    const days = daysOf([entry("loaded", at(2, 1)), entry("loading", at(2, 0)), entry("unloaded", at(1, 23))]);
    assert.deepEqual(days.map((day) => day.items.length), [2, 1]);
  });

  it("tells how long a load took, also when it failed", () => {
    assert.deepEqual(durations(entry("loaded", 107), entry("loading", 100)), [7, undefined]);
    assert.deepEqual(durations(entry("failed", 107), entry("loading", 100)), [7, undefined]);
  });

  it("counts the finishing of answers into an unload", () => {
    const trail = [entry("unloaded", 109), entry("unloading", 108), entry("draining", 100), entry("loaded", 50)];
    assert.equal(durations(...trail)[0], 9);
  });

  it("looks past other models, and past what was asked for", () => {
    const others = [entry("failed", 105, { entity_id: "beta" }), entry("load", 104, { changes: null })];
    assert.equal(durations(entry("loaded", 107), ...others, entry("loading", 100))[0], 7);
  });

  it("makes no duration up", () => {
    assert.deepEqual(durations(entry("loaded", 107)), [undefined]);
    assert.equal(durations(entry("failed", 107), entry("loaded", 100), entry("loading", 90))[0], undefined);
  });
});

describe("a day", () => {
  const strings = { today: "Today", yesterday: "Yesterday" };
  it("is rounded", () => {
    assert.equal(dayText(at(2, 1), at(2, 23), strings, "en"), "Today");
    assert.equal(dayText(at(1, 23), at(2, 0), strings, "en"), "Yesterday");
    assert.ok(dayText(at(1, 23), at(9, 0), strings, "de").includes("1. Mai 2026"));
  });
});

describe("why something happened", () => {
  it("is reason and cause, each once", () => {
    assert.deepEqual(whyOf(entry("failed", 1, { outcome: "failed", audit_metadata: { reason: "bad file", cause: "a request" } })), [
      "bad file", "a request",
    ]);
    assert.deepEqual(whyOf(entry("unloaded", 1, { audit_metadata: { reason: "off", cause: "off" } })), ["off"]);
  });

  it("is the description of what was refused", () => {
    assert.deepEqual(whyOf(entry("load", 1, { outcome: "denied", description: "no" })), ["no"]);
    assert.deepEqual(whyOf(entry("load", 1, { description: "load of alpha" })), []);
  });
});
