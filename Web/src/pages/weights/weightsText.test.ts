import { default as assert } from "node:assert/strict";
import { describe, it } from "node:test";
import type { StoredFile, WeightsFacts } from "../../api/weights";
import { en } from "../../strings/en";
import { digestText, factTexts, parameterText, problemText } from "./weightsText";

const facts: WeightsFacts = {
  architecture: "llama", name: "Small", parameters: 8_030_261_248, size_label: "8B", quantization: "Q4_K_M",
  context: 131072, layers: 32, chat_template: true, pooling: null, purpose: "text", parts: 1,
};

const file = (changes: Partial<StoredFile> = {}): StoredFile => ({
  path: "a.gguf", bytes: 1, changed_at: 0, sha256: "ab".repeat(32), found_sha256: null, problem: null, origin: null,
  ...changes,
});

describe("weights", () => {
  it("have their parameters counted as makers do", () => {
    assert.deepEqual([8_030_261_248, 70_553_706_496, 494_032_768, 950].map((count) => parameterText(count, "en")),
      ["8B", "71B", "494M", "950"]);
  });

  it("say what is known of them", () => {
    assert.deepEqual(factTexts({ facts }, en.weights, "en"), ["llama", "8B", "Q4_K_M", "131,072 tokens"]);
    assert.deepEqual(factTexts({ facts: null }, en.weights, "en"), []);
    const embedding = { ...facts, parameters: null, purpose: "embeddings" as const, parts: 3 };
    assert.deepEqual(factTexts({ facts: embedding }, en.weights, "en").slice(-2), ["embeddings", "3 parts"]);
  });

  it("say what is wrong, the worst first", () => {
    assert.equal(problemText({ files: [file()], outdated: false }, en.weights), undefined);
    assert.equal(problemText({ files: [file()], outdated: true }, en.weights), en.weights.outdated);
    assert.equal(
      problemText({ files: [file({ problem: "replaced" }), file({ problem: "damaged" })], outdated: true }, en.weights),
      en.weights.damaged);
  });

  it("show the beginning of a digest, once it is known", () => {
    assert.equal(digestText({ files: [file()], sha256: "ab".repeat(32) }, en.weights), "abababababab");
    assert.equal(digestText({ files: [file({ sha256: null })], sha256: null }, en.weights), en.weights.notComputed);
    assert.equal(digestText({ files: [], sha256: null }, en.weights), "–");
  });
});
