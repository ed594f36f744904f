import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createPendingChanges } from "./pendingChanges";

/** Acts that end when they are told to. */
function acts() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const act = (name: string) => () => {
    begun.push(name);
    return new Promise<void>((resolve) => ends.set(name, resolve));
  };
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
  const end = async (name: string) => {
    await settle();
    ends.get(name)?.();
    await settle();
  };
  return { begun, act, end, settle };
}

describe("pending changes", () => {
  it("are shown until they are answered", async () => {
    const { act, end } = acts();
    const changes = createPendingChanges<boolean>();
    const done = changes.add("a", true, act("on"));
    assert.deepEqual([...changes.current.get()], [["a", true]]);
    await end("on");
    await done;
    assert.equal(changes.current.get().size, 0);
  });

  it("of one model run one after the other, skipping outdated ones", async () => {
    const { begun, act, end, settle } = acts();
    const changes = createPendingChanges<string>();
    const first = changes.add("a", "off", act("first"));
    await settle();
    const others = [changes.add("a", "on", act("second")), changes.add("a", "off", act("third"))];
    await settle();
    assert.deepEqual(begun, ["first"]);
    await end("first");
    assert.deepEqual(begun, ["first", "third"]);
    assert.equal(changes.current.get().get("a"), "off");
    await end("third");
    await Promise.all([first, ...others]);
    assert.equal(changes.current.get().size, 0);
  });

  it("of different models don't wait for each other", async () => {
    const { begun, act, settle } = acts();
    const changes = createPendingChanges<boolean>();
    void changes.add("a", true, act("a"));
    void changes.add("b", true, act("b"));
    await settle();
    assert.deepEqual(begun, ["a", "b"]);
  });

  it("are cleared when the user changes: waiting ones don't run", async () => {
    const { begun, act, end, settle } = acts();
    const changes = createPendingChanges<boolean>();
    const first = changes.add("a", true, act("first"));
    await settle();
    const second = changes.add("a", false, act("second"));
    changes.clear();
    await end("first");
    await Promise.all([first, second]);
    assert.deepEqual(begun, ["first"]);
    assert.equal(changes.current.get().size, 0);
  });

  it("that fail don't block later ones", async () => {
    const { begun, act, end, settle } = acts();
    const changes = createPendingChanges<boolean>();
    const failing = changes.add("a", true, () => settle().then(() => { throw new Error("no"); })).catch(() => undefined);
    await settle();
    const later = changes.add("a", false, act("later"));
    await failing;
    await end("later");
    await later;
    assert.deepEqual(begun, ["later"]);
    const strings = await changes.add("a", true, () => Promise.reject(new Error("no"))).catch((error: Error) => error.message);
    assert.equal(strings, "no");
    assert.equal(changes.current.get().size, 0);
  });
});
