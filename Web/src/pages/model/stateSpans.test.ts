import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { StateHistory, StateMoment } from "../../api/residency";
import { loadTimesOf, spansOf, timeByKind } from "./stateSpans";

const moment = (at: number, state: StateMoment["state"], changes: Partial<StateMoment> = {}): StateMoment => ({
  at, state, reason: null, cause: null, load_seconds: null, bytes: null, freed_bytes: null, ...changes,
});
const day = (...items: StateMoment[]): StateHistory => ({ base_model: "alpha", from: 100, to: 200, items });

describe("the states of a day", () => {
  const spans = spansOf(day(moment(40, "unloaded"), moment(110, "loading"), moment(115, "loaded"), moment(180, "failed")));

  it("begin with the one that held before and end now", () => {
    assert.deepEqual(spans.map(({ from, to, moment: { state } }) => [from, to, state]), [
      [100, 110, "unloaded"], [110, 115, "loading"], [115, 180, "loaded"], [180, 200, "failed"],
    ]);
  });

  it("are totaled by kind", () => {
    assert.deepEqual(timeByKind(spans), { loaded: 65, passing: 5, failed: 20, unloaded: 10 });
  });

  it("keep states shorter than a second, and drop those that ended before", () => {
    assert.equal(spansOf(day(moment(150, "loading"), moment(150, "loaded"))).length, 2);
    assert.equal(spansOf(day(moment(20, "loading"), moment(30, "loaded"))).length, 1);
  });

  it("are none where nothing is known", () => assert.deepEqual(spansOf(day()), []));
});

describe("load times", () => {
  const loaded = (at: number, load_seconds: number) => moment(at, "loaded", { load_seconds });

  it("are those of the window", () => {
    assert.deepEqual(loadTimesOf(day(loaded(50, 99), loaded(110, 4), loaded(120, 9), loaded(130, 2))), {
      count: 3, last: 2, median: 4, longest: 9,
    });
    assert.equal(loadTimesOf(day(loaded(110, 1), loaded(120, 3)))?.median, 2);
  });

  it("are unknown where nothing was loaded", () => assert.equal(loadTimesOf(day(moment(120, "failed"))), undefined));
});
