import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { curlFor } from "./curl";

describe("the snippet", () => {
  it("names the page's own address and the model", () => {
    const text = curlFor("http://box:8080", "org/naïve:7b");
    assert.ok(text.startsWith("curl http://box:8080/v1/chat/completions"));
    assert.ok(text.includes('"model":"org/naïve:7b"'));
    assert.ok(text.includes("$TOKEN"));
  });

  it("is safe for the shell whatever the id", () => {
    assert.ok(curlFor("http://x", "it's").includes(`it'\\''s`));
  });
});
