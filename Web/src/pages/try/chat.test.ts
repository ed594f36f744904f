import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { takeEvents, tokensPerSecond } from "./chat";

describe("events of a stream", () => {
  it("are read completely, and the beginning of the next one is kept", () => {
    const { events, rest } = takeEvents('data: {"a":1}\n\n: still here\n\ndata: [DONE]\n\ndata: {"b"');
    assert.deepEqual(events, ['{"a":1}', "[DONE]"]);
    assert.equal(rest, 'data: {"b"');
  });

  it("may end their lines with a carriage return", () => {
    assert.deepEqual(takeEvents("data: x\r\n\r\n").events, ["x"]);
  });
});

describe("the speed", () => {
  it("counts from the first piece", () => {
    assert.equal(tokensPerSecond({ text: "", isThinking: false, tokens: 21, seconds: 2 }), 10);
  });

  it("is unknown before there is one", () => {
    assert.equal(tokensPerSecond({ text: "", isThinking: false, tokens: 1, seconds: 2 }), undefined);
    assert.equal(tokensPerSecond({ text: "", isThinking: false, tokens: 5, seconds: 0 }), undefined);
  });
});
