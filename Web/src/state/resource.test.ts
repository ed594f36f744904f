import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createResource } from "./resource";

const answered = async () => new Promise((resolve) => setTimeout(resolve));

describe("a resource", () => {
  it("shows the last answer for another question from the first moment on", async () => {
    const resource = createResource(async (key) => [key], { keepsPrevious: true });
    assert.equal(resource.get("a").value, undefined);
    resource.subscribe("a", () => {});
    await answered();
    assert.deepEqual(resource.get("b"), { isLoading: true, value: ["a"] });
    assert.equal(resource.get("b"), resource.get("b"), "the same object, or the page would draw for ever");
    resource.clear();
    assert.equal(resource.get("b").value, undefined);
  });

  it("knows nothing of another question where each is for itself", async () => {
    const resource = createResource(async (key) => [key]);
    resource.subscribe("a", () => {});
    await answered();
    assert.deepEqual(resource.get("b"), { isLoading: true });
  });

  it("keeps what is known for parts that say the same", async () => {
    let answer = { part: { name: "a" } };
    const resource = createResource(async () => answer, {
      reuse: (known, fresh) => (known.part.name === fresh.part.name ? known : fresh),
    });
    resource.subscribe("", () => {});
    await answered();
    const first = resource.get("").value;
    answer = { part: { name: "a" } };
    await resource.refresh();
    assert.equal(resource.get("").value, first);
    answer = { part: { name: "b" } };
    await resource.refresh();
    assert.equal(resource.get("").value, answer);
  });
});
