import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { de } from "../../strings/de";
import { en } from "../../strings/en";
import { causeText } from "./causeText";

describe("a cause", () => {
  it("is shown in the page's language", () => {
    assert.equal(causeText("model.activate of org/alpha:7b", en.memory), "org/alpha:7b was switched on");
    assert.equal(causeText("its process ended", de.memory), "sein Prozess wurde beendet");
    assert.equal(causeText("idle for 0.5 s", de.memory), "0,5 s lang nicht benutzt");
    assert.equal(causeText("idle for 600 s", en.memory), "idle for 600 s");
  });

  it("shows what would free memory, in the page's language", () => {
    const refused = "needs 1.5 GiB, but only 80 MiB of 2 GiB are free: switch off or unload a (1 GiB) and b (512 MiB, in use, pinned)";
    assert.equal(
      causeText(refused, en.memory, "en"),
      "Needs 1.5 GiB; 80 MiB of 2 GiB free. To make room, switch off or unload a (1 GiB) and b (512 MiB, in use, pinned).",
    );
    assert.equal(
      causeText(refused, de.memory, "de"),
      "Benötigt 1,5 GiB; von 2 GiB sind 80 MiB frei. Um Platz zu schaffen, ausschalten oder entladen: a (1 GiB) und b (512 MiB, in Gebrauch, angeheftet).",
    );
    const over = "needs 5 MiB, but 352 MiB of 300 MiB are already in use: switch off or unload a (1 MiB); b is being unloaded";
    assert.equal(
      causeText(over, de.memory, "de"),
      "Benötigt 5 MiB; 352 MiB von 300 MiB sind schon belegt. Um Platz zu schaffen, ausschalten oder entladen: a (1 MiB). Wird gerade entladen: b.",
    );
    const full = "needs 5 MiB, but only 1 MiB of 300 MiB are free";
    assert.equal(
      causeText(`${full}: it waits until a and b are unloaded`, de.memory, "de"),
      "Benötigt 5 MiB; von 300 MiB sind 1 MiB frei. Wartet, bis dies entladen ist: a und b.",
    );
    assert.equal(
      causeText(`${full}: it is loaded when memory becomes free, or with its next request`, en.memory, "en"),
      "Needs 5 MiB; 1 MiB of 300 MiB free. Loads when memory is free, or with its next request.",
    );
    assert.equal(causeText("makes room for org/alpha:7b", en.memory), "makes room for org/alpha:7b");
    const wait = "needs 5 MiB, but only 1 MiB of 300 MiB are free: wait until a and b are unloaded";
    assert.equal(causeText(wait, en.memory, "en"), "Needs 5 MiB; 1 MiB of 300 MiB free. Wait until unloaded: a and b.");
    assert.equal(
      causeText("needs 1 MiB, but only 0 bytes of 300 MiB are free", en.memory, "en"),
      "Needs 1 MiB; 0 bytes of 300 MiB free",
    );
    assert.ok(
      causeText("needs more memory than the runtime has: it needs 2.5 GiB, the budget is 2 GiB; raise the budget or use smaller weights", de.memory, "de")
        .startsWith("Benötigt 2,5 GiB, mehr als die 2 GiB"),
    );
  });

  it("stays as it is if it is unknown", () => {
    for (const cause of ["invalid magic characters", "model.frobnicate of alpha", "constructor"]) {
      assert.equal(causeText(cause, en.memory), cause);
    }
  });
});
