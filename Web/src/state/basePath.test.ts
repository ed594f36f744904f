import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { below, pathOf } from "./basePath";

describe("a base path", () => {
  it("converts the browser's path to one of Muster", () => {
    for (const [pathname, base, path] of [
      ["/models", "", "/models"], ["/models/", "", "/models"], ["//models//new", "", "/models/new"], ["/", "", "/"],
      ["/muster/models", "/muster", "/models"], ["/muster", "/muster", "/"], ["/muster/", "/muster", "/"],
      ["/ai/muster/models/", "/ai/muster", "/models"], ["/musterx", "/muster", "/musterx"], ["", "", "/"],
      ["/models", "/muster", "/models"],
      ["/models/models", "/models", "/models"],
    ] as const) {
      assert.equal(pathOf(pathname, base), path, pathname);
    }
  });

  it("puts paths below the base path, and leaves data URLs unchanged", () => {
    assert.equal(below("/api/config", "/muster"), "/muster/api/config");
    assert.equal(below("/api/config", ""), "/api/config");
    for (const address of ["data:text/plain,x", "blob:http://a/1", "https://example.org/x.png"]) {
      assert.equal(below(address, "/muster"), address);
    }
  });
});
