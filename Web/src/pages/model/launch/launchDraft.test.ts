import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { commandLine, launchDraftOf, launchOf } from "./launchDraft";

describe("the form of the launch settings", () => {
  it("gives back what it was filled with", () => {
    const launch = {
      context: 16384, gpu_layers: 0, mode: "embeddings", flash_attention: "auto", projector: "none", lora: ["a.gguf", "b.gguf"],
      chat_template: "{{ x }}\n", profile: "long", command: ["serve", "{file}", "--port={port}"], arguments: ["--keep", "-1"], environment: { OMP_WAIT_POLICY: "passive", EMPTY: "" },
      accept_smaller: false,
    };
    assert.deepEqual(launchOf(launchDraftOf(launch)), launch);
    assert.deepEqual(launchOf(launchDraftOf({})), {});
  });

  it("leaves what is no number to the server, which says what is wrong", () => {
    assert.deepEqual(launchOf({ ...launchDraftOf({}), context: " 16k ", threads: "4" }), { context: "16k", threads: 4 });
  });

  it("has one argument per line, blanks within it included", () => {
    assert.deepEqual(launchOf({ ...launchDraftOf({}), arguments: "--override-kv\n a=str:b c \n\n" }), {
      arguments: ["--override-kv", "a=str:b c"],
    });
  });
});

describe("a command", () => {
  it("is shown as a shell would take it", () => {
    assert.equal(commandLine(["llama-server", "--port", "{port}", "--x", "a b", "it's"]), "llama-server --port {port} --x 'a b' 'it'\\''s'");
  });
});
