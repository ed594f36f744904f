import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fieldOf, filtersOf, hasFilters, momentOf, readView, writeView } from "./auditView";

describe("the address of the audit page", () => {
  it("contains all filters, and nothing without filters", () => {
    const search = "?q=seed&user_id=u&action=model.update&entity_type=model&entity_id=coder&outcome=ok&from=60&to=119&entry=e&shown=100&live=1";
    assert.equal(writeView(readView(search)), search);
    assert.equal(writeView(readView("")), "");
  });

  it("may be wrong without doing harm", () => {
    assert.deepEqual(readView("?shown=-3&from=soon&live=yes&to="), { shown: 50, isLive: false });
  });

  it("asks the server for the filters alone", () => {
    const filters = filtersOf(readView("?q=+seed+&from=60&entry=e&shown=100&live=1"));
    assert.deepEqual(filters, { q: "seed", from: 60 });
    assert.ok(hasFilters(filters));
    assert.ok(!hasFilters(filtersOf(readView("?q=+&shown=100"))));
  });
});

describe("a moment", () => {
  it("is a minute of the browser's own time, with all its seconds", () => {
    const field = fieldOf(1_795_661_434);
    const first = momentOf(field, "first") ?? 0;
    assert.ok(first <= 1_795_661_434 && (momentOf(field, "last") ?? 0) >= 1_795_661_434);
    assert.equal(fieldOf(momentOf(field, "last")), field);
    assert.equal(momentOf("", "first"), undefined);
    assert.equal(fieldOf(undefined), "");
  });
});
