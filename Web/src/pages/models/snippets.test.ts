import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { curlFor, keyPlaceholder, pythonFor } from "./snippets";

describe("the snippet for a shell", () => {
  it("names the page's own address, the model and the place for a key", () => {
    const text = curlFor("http://box:8080", "org/naïve:7b");
    assert.ok(text.startsWith("curl http://box:8080/v1/chat/completions"));
    assert.ok(text.includes('"model":"org/naïve:7b"'));
    assert.ok(text.includes(`Bearer ${keyPlaceholder}`));
  });

  it("is safe for the shell whatever the id", () => {
    assert.ok(curlFor("http://x", "it's").includes(`it'\\''s`));
  });
});

describe("the snippet in Python", () => {
  it("names the same, safe whatever the id", () => {
    const text = pythonFor("http://box:8080", 'a"b\\c');
    assert.ok(text.includes('base_url="http://box:8080/v1", api_key="YOUR_KEY"'));
    assert.ok(text.includes('model="a\\"b\\\\c"'));
  });
});
