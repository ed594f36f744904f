import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { peopleQuery, readView, writeView } from "./peopleView";

describe("the view of the people", () => {
  it("goes into the address and comes back", () => {
    const view = { query: "uma & co", order: "seen", page: 2 } as const;
    assert.deepEqual(readView(writeView(view)), view);
    assert.equal(writeView(readView("")), "");
  });

  it("reads nonsense as the whole list, the newest first", () => {
    assert.deepEqual(readView("?order=up&page=0"), { query: "", order: "newest", page: 1 });
  });

  it("asks the API in its own words", () => {
    assert.deepEqual(peopleQuery({ query: " a ", order: "name", page: 1 }), {
      query: "a", order_by: "name", direction: "asc", page: 1,
    });
  });
});
