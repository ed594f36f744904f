import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Model } from "../../api/types";
import { draftOf, emptyDraft, formOf, idFromName, isSameDraft } from "./modelForm";

const model = (changes: Partial<Model> = {}): Model => ({
  id: "coder", user_id: "u", base_model_id: "alpha", name: "Coder",
  params: { system: "You code.", temperature: 0, mirostat: 2, nested: { a: [1] } },
  meta: { description: "Writes code", tags: [{ name: "code", colour: "red" }], capabilities: { vision: true } },
  is_active: true, revision: 7, created_at: 1, updated_at: 2, ...changes,
});

describe("an edit", () => {
  it("without changes sends back exactly the received model, with its revision", () => {
    const odd = model({ params: { temperature: "0.70", stop: "a,b", seed: null, top_p: 0.5 }, meta: { tags: ["x"] } });
    const form = formOf(draftOf(odd), odd);
    assert.deepEqual(form.params, odd.params);
    assert.deepEqual(form.meta, odd.meta);
    assert.equal(form.revision, 7);
    assert.equal(form.is_active, true);
  });

  it("keeps the keys that the form does not know", () => {
    const form = formOf({ ...draftOf(model()), system: "You code well.", description: "New" }, model());
    assert.deepEqual(form.params, { ...model().params, system: "You code well." });
    assert.deepEqual(form.meta, { ...model().meta, description: "New" });
  });

  it("distinguishes unset from zero", () => {
    const draft = draftOf(model());
    assert.equal(draft.params.temperature, "0");
    const cleared = formOf({ ...draft, params: { ...draft.params, temperature: "", top_p: "0" } }, model());
    assert.ok(!("temperature" in cleared.params));
    assert.equal(cleared.params.top_p, 0);
  });

  it("keeps the other members of a remaining tag", () => {
    const form = formOf({ ...draftOf(model()), tags: ["code", "new"] }, model());
    assert.deepEqual(form.meta.tags, [{ name: "code", colour: "red" }, { name: "new" }]);
  });
});

describe("a new model", () => {
  it("is sent without a revision and without empty values", () => {
    const form = formOf({ ...emptyDraft, name: " Coder ", id: "coder", baseModelId: "alpha", stop: ["\n"] }, undefined);
    assert.deepEqual(form, {
      id: "coder", name: "Coder", base_model_id: "alpha", params: { stop: ["\n"] }, meta: {}, is_active: true,
    });
  });

  it("gets its id from its name", () => {
    const cases: [string, string][] = [
      ["Office Helper", "office-helper"], ["  Ünïcode: 7B! ", "unicode-7b"], ["a - b", "a-b"], ["名前", ""],
    ];
    for (const [name, id] of cases) assert.equal(idFromName(name), id);
  });
});

describe("two drafts", () => {
  it("are the same when every field is", () => {
    assert.ok(isSameDraft(draftOf(model()), draftOf(model())));
    assert.ok(!isSameDraft(draftOf(model()), { ...draftOf(model()), stop: ["x"] }));
  });
});
