import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cornerFor } from "./toastPlacement";

const window = { width: 1280, height: 800 };
const size = { width: 400, height: 50 };
const below = { left: 80, top: 680, right: 1200, bottom: 790 };
const above = { left: 100, top: 60, right: 400, bottom: 100 };

describe("messages", () => {
  it("are at the bottom left if they cover no field there", () => assert.equal(cornerFor(size, [above], window), "bottom-left"));
  it("move to another corner if there is one", () => assert.equal(cornerFor(size, [below], window), "top-right"));
  it("cover as little as possible", () => {
    const narrow = { width: 375, height: 700 };
    const everywhere = [{ left: 0, top: 400, right: 375, bottom: 700 }, { left: 0, top: 90, right: 375, bottom: 110 }];
    assert.equal(cornerFor({ width: 343, height: 50 }, everywhere, narrow), "top-right");
  });
});
