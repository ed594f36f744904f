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

  it("loads again when a value was patched while an answer was on its way", async () => {
    let server = "old";
    const resource = createResource(async () => {
      const answer = server;
      await answered();
      return answer;
    });
    resource.subscribe("", () => {});
    await answered();
    await answered();
    const asked = resource.refresh();
    server = "new";
    resource.patch(() => "new");
    const seen: unknown[] = [];
    resource.subscribe("", () => seen.push(resource.get("").value));
    await asked;
    assert.deepEqual([...new Set(seen)], ["new"]);
    assert.deepEqual(resource.get(""), { isLoading: false, value: "new" });
  });

  it("keeps the known objects for equal parts", async () => {
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
