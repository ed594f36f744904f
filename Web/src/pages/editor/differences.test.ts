import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { de } from "../../strings/de";
import { en } from "../../strings/en";
import { isSameValue, nameOfField, wordsOf } from "./differences";

describe("the field that differs", () => {
  it("is named in the language of the page", () => {
    assert.equal(nameOfField(["is_active"], de.editor), "eingeschaltet");
    assert.equal(nameOfField(["params", "temperature"], en.editor), "Temperature");
    assert.equal(nameOfField(["params", "stop"], de.editor), de.editor.stop);
    assert.equal(nameOfField(["params", "custom_params"], de.editor), de.editor.custom.title);
    assert.equal(nameOfField(["meta", "description"], de.editor), "Beschreibung");
  });

  it("that another program wrote is named as it is, whatever it is called", () => {
    assert.equal(nameOfField(["meta", "toString"], en.editor), "toString");
    assert.equal(nameOfField(["params", "constructor"], en.editor), "constructor");
  });
});

describe("two long texts", () => {
  it("are different also where the page does not show all of them", () => {
    const same = "x".repeat(5000);
    assert.ok(!isSameValue(`${same}1`, `${same}2`));
    assert.ok(isSameValue(undefined, ""));
    assert.ok(isSameValue({ a: 1 }, { a: 1 }));
  });
});

describe("its value", () => {
  it("shows unset values, switches and images as text", () => {
    assert.equal(wordsOf(undefined, "(not set)"), "(not set)");
    assert.equal(wordsOf(0, "(not set)"), "0");
    assert.equal(wordsOf("data:image/png;base64,AAAA", ""), en.editor.anImage);
    assert.equal(wordsOf(["a"], ""), '["a"]');
  });
});
