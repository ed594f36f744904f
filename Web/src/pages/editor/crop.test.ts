import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { dragged, squareOf, wholeCrop, zoomed } from "./crop";

describe("the crop of an image", () => {
  it("is at first the largest square in its middle", () => {
    assert.deepEqual(squareOf(wholeCrop, 400, 200), { left: 100, top: 0, side: 200 });
    assert.deepEqual(squareOf(wholeCrop, 200, 400), { left: 0, top: 100, side: 200 });
  });

  it("never leaves the image, however far it is dragged or zoomed", () => {
    for (const zoom of [0.1, 1, 2.5, 99]) {
      for (const by of [-9999, -10, 0, 10, 9999]) {
        const { left, top, side } = squareOf(dragged(zoomed(wholeCrop, zoom), by, -by, 256, 640, 480), 640, 480);
        assert.ok(left >= 0 && top >= 0 && left + side <= 640 && top + side <= 480);
      }
    }
  });

  it("follows the pointer", () => {
    const crop = zoomed(wholeCrop, 2);
    const before = squareOf(crop, 512, 512);
    const after = squareOf(dragged(crop, 32, -16, 256, 512, 512), 512, 512);
    assert.equal(before.left - after.left, 32);
    assert.equal(after.top - before.top, 16);
  });
});
