import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { preferredLanguage } from "./language";

describe("the language of the page", () => {
  it("is the first of the browser's languages that it supports", () => {
    assert.equal(preferredLanguage(["fr-FR", "de-AT", "en"]), "de");
    assert.equal(preferredLanguage(["en-GB", "de"]), "en");
  });

  it("is English otherwise", () => {
    assert.equal(preferredLanguage([]), "en");
    assert.equal(preferredLanguage(["fr", "dea"]), "en");
  });
});
