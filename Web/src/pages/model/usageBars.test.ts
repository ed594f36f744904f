import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { usageOfDay } from "./usageBars";

const answer = (requests: number[], errors: number[]) => ({
  from: 1000, to: 1000 + requests.length * 900, step_seconds: 900, items: { poet: { last_used_at: null, requests, errors } },
});

describe("a day's usage", () => {
  it("gives each bar its time, and knows sums and the busiest", () => {
    const day = usageOfDay(answer([2, 5, 0], [0, 1, 0]), "poet", 3000);
    assert.deepEqual(day?.bars[1], { from: 1900, to: 2800, requests: 5, errors: 1, isRunning: false });
    assert.deepEqual(day?.bars.map(({ isRunning }) => isRunning), [false, false, true]);
    assert.deepEqual([day?.requests, day?.errors, day?.busiest?.from], [7, 1, 1900]);
  });

  it("has no busiest bar without requests", () => assert.equal(usageOfDay(answer([0, 0], [0, 0]), "poet", 0)?.busiest, undefined));

  it("is unknown for models without data", () => assert.equal(usageOfDay(answer([], []), "another", 0), undefined));
});
