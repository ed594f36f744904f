import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { deleteDraft, deleteDrafts, storeDraft, readDraft, rebased, storePendingDrafts } from "./drafts";

class FakeStorage {
  setItem(name: string, text: string): void {
    (this as unknown as Record<string, string>)[name] = text;
  }
  getItem(name: string): string | null {
    return (this as unknown as Record<string, string>)[name] ?? null;
  }
  removeItem(name: string): void {
    delete (this as unknown as Record<string, string>)[name];
  }
}

function emptyStorage(): void {
  Object.defineProperty(globalThis, "sessionStorage", { value: new FakeStorage(), configurable: true });
}

const text = { text: "half" };
const nothing = { text: "" };

describe("a draft", () => {
  it("is stored when the page is left", () => {
    emptyStorage();
    storeDraft("ada", "model poet", text, nothing);
    storePendingDrafts();
    const kept = readDraft("ada", "model poet");
    assert.deepEqual([kept?.draft, kept?.base], [text, nothing]);
  });

  it("is one person's, of one form", () => {
    emptyStorage();
    storeDraft("ada", "model poet", text, nothing);
    storePendingDrafts();
    assert.equal(readDraft("wim", "model poet"), undefined);
    assert.equal(readDraft("ada", "model other"), undefined);
  });

  it("is not stored after it was saved", () => {
    emptyStorage();
    storeDraft("ada", "model poet", text, nothing);
    deleteDraft("ada", "model poet");
    storePendingDrafts();
    assert.equal(readDraft("ada", "model poet"), undefined);
  });

  it("goes when the person signs out, and other people's stay", () => {
    emptyStorage();
    for (const person of ["ada", "wim"]) storeDraft(person, "group", text, nothing);
    storePendingDrafts();
    storeDraft("ada", "person", text, nothing);
    deleteDrafts("ada");
    storePendingDrafts();
    assert.equal(readDraft("ada", "group"), undefined);
    assert.equal(readDraft("ada", "person"), undefined);
    assert.deepEqual(readDraft<typeof text>("wim", "group")?.draft, text);
  });

  it("of another program is ignored", () => {
    emptyStorage();
    for (const written of ["", "null", "7", "{}", '{"draft":[],"base":{},"at":1}', "{"]) {
      sessionStorage.setItem("muster.draft./ada.group", written);
      assert.equal(readDraft("ada", "group"), undefined, written);
    }
  });
});

describe("a draft applied to newer saved content", () => {
  it("keeps the user's changes and takes those of others", () => {
    const before = { name: "A", description: "old", permissions: { read: false, write: false } };
    const mine = { ...before, name: "B", permissions: { read: true, write: false } };
    const theirs = { ...before, description: "new", permissions: { read: false, write: true } };
    assert.deepEqual(rebased(mine, before, theirs), {
      name: "B", description: "new", permissions: { read: true, write: true },
    });
  });

  it("takes lists as a whole, and unknown fields from the saved content", () => {
    const before = { tags: ["a"] };
    const mine = { tags: ["a", "b"], gone: 1 };
    assert.deepEqual(rebased<{ tags: string[]; added?: boolean }>(mine, before, { tags: ["c"], added: true }), {
      tags: ["a", "b"], added: true,
    });
  });
});
