import { default as assert } from "node:assert/strict";
import { describe, it } from "node:test";
import { isCurrent, subPagesAt } from "./navigation";

const places = (path: string, isAdmin: boolean) => subPagesAt(path, isAdmin)?.pages.map((page) => page.to);
const current = (path: string) => subPagesAt(path, true)?.pages.filter((page) => isCurrent(page, path)).map((page) => page.to);

describe("pages that belong together", () => {
  it("are people and groups, also where one of them is edited", () => {
    for (const path of ["/people", "/people/edit", "/groups", "/groups/new", "/groups/everybody"]) {
      assert.deepEqual(places(path, true), ["/people", "/groups"]);
    }
    assert.deepEqual(current("/groups/edit"), ["/groups"]);
    assert.deepEqual(current("/people/edit"), ["/people"]);
  });

  it("are the settings and the keys", () => {
    assert.deepEqual(places("/keys", true), places("/settings", true));
    assert.deepEqual(current("/settings"), ["/settings"]);
    assert.deepEqual(current("/settings/backups"), ["/settings/backups"]);
    assert.deepEqual(current("/keys"), ["/keys"]);
  });

  it("are shown as far as one may see them", () => {
    assert.deepEqual(places("/settings", false), ["/settings", "/settings/appearance", "/keys"]);
    assert.equal(places("/people", false), undefined);
  });

  it("are not there elsewhere", () => {
    assert.equal(places("/models", true), undefined);
    assert.equal(places("/peoples", true), undefined);
  });
});
