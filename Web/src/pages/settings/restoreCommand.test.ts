import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { restoreCommand } from "./restoreCommand";

describe("the command that restores a backup", () => {
  it("names the file", () => {
    assert.equal(
      restoreCommand("/mnt/backups/", "muster-20260711T140320.123Z.db"),
      "muster restore /mnt/backups/muster-20260711T140320.123Z.db --config muster.yaml --replace",
    );
  });

  it("is safe to paste wherever the folder lies", () => {
    assert.equal(
      restoreCommand("/mnt/Ada's disk; rm", "a.db"),
      "muster restore '/mnt/Ada'\\''s disk; rm/a.db' --config muster.yaml --replace",
    );
  });
});
