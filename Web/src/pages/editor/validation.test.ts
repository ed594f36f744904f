import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { en } from "../../strings/en";
import { emptyDraft, type Draft } from "./modelForm";
import { errorsFromServer, validate as validateIn } from "./validation";

const validate = (draft: Draft) => validateIn(draft, en.editor);
const good = { ...emptyDraft, name: "Coder", id: "org/naïve:7b", baseModelId: "alpha" };
const withNumber = (key: string, text: string) => validate({ ...good, params: { ...good.params, [key]: text } });

describe("the form", () => {
  it("accepts any id without blanks and control characters", () => {
    assert.deepEqual(validate(good), {});
    for (const id of ["", "a b", "a\u0000", "x".repeat(257)]) assert.ok(validate({ ...good, id }).id, JSON.stringify(id));
  });

  it("wants a name and a base model", () => {
    assert.deepEqual(Object.keys(validate({ ...good, name: " ", baseModelId: "" })), ["name", "base_model_id"]);
  });

  it("accepts numbers in range, zero included, and nothing at all", () => {
    for (const [key, text] of [["temperature", "0"], ["temperature", "0,7"], ["temperature", ""], ["top_p", "1"], ["max_tokens", "-1"]]) {
      assert.deepEqual(withNumber(key!, text!), {});
    }
    for (const [key, text] of [["temperature", "3"], ["temperature", "hot"], ["top_p", "1.1"], ["seed", "1.5"], ["num_ctx", "1,000"]]) {
      assert.ok(Object.keys(withNumber(key!, text!)).includes(key!));
    }
  });

  it("accepts untouched values of other programs", () => {
    const params = { ...good.params, num_gpu: "-1", temperature: "2.5" };
    const theirs = { ...good, params, custom: [{ name: "foo", text: "plain" }] };
    assert.deepEqual(validateIn(theirs, en.editor, theirs), {});
    const touched = { ...theirs, params: { ...params, temperature: "2.6" }, custom: [{ name: "foo", text: "plainer" }] };
    assert.deepEqual(Object.keys(validateIn(touched, en.editor, theirs)), ["temperature", "custom_params"]);
  });

  it("ignores empty rows", () => {
    const empty = { name: "", text: " " };
    assert.deepEqual(validate({ ...good, custom: [empty, empty, { name: "foo", text: "1" }] }), {});
    assert.ok(validate({ ...good, custom: [{ name: "", text: "1" }] }).custom_params);
  });
});

describe("the server's validation errors", () => {
  it("go to their fields, and the rest is kept", () => {
    const { errors, rest } = errorsFromServer([
      { loc: ["body", "name"], msg: "Field required" },
      { loc: ["body", "params", "stop", 0], msg: "not text" },
      { loc: ["body", "access_grants"], msg: "not a list" },
    ], en.editor);
    assert.deepEqual(errors, { name: "Field required", stop: "not text" });
    assert.deepEqual(rest, ["access_grants: not a list"]);
  });
});
