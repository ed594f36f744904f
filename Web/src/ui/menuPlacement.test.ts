import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { placeMenu } from "./menuPlacement";

const window = { width: 1000, height: 600 };
const menu = { width: 200, height: 300 };
const button = (top: number, left: number) => ({ top, left, width: 30, height: 30 });

describe("a menu", () => {
  it("opens below its button, flush with the right edge", () => {
    assert.deepEqual(placeMenu(button(100, 900), menu, window), { top: 134, left: 730 });
  });

  it("opens above where there is no room below", () => {
    assert.deepEqual(placeMenu(button(500, 900), menu, window), { top: 196, left: 730 });
  });

  it("stays inside the window", () => {
    assert.deepEqual(placeMenu(button(200, 0), menu, { width: 1000, height: 400 }), { top: 92, left: 8 });
  });
});
