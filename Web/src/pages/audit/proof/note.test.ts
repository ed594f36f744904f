import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Signer } from "./fakeLog";
import { leafHash } from "./merkle";
import { checkCheckpoint, readCheckpoint, readKey, type Checkpoint, type LogKey } from "./note";

// Recorded from a running server, so that both sides agree on the format.
const note = `muster/19886dd7c697
46
ek3C2PeAhiK3QduVNwIaXJDGLpXXsODaupCbdfET3Cg=

— muster/19886dd7c697 ui9jKx3RB9ud8jKmAMghp+ipiaAHIGt2RjSO4q4ZJdg8UdetPPEGwBVxp+mACRRYBCbpx3JRUyiOjUgHRDL6xnVNEg0=
`;
const keyText = "muster/19886dd7c697+ba2f632b+AayufbnaZ/eY4wyhkIegI+j/lRvB14/M37hEL5vSB1eP\n";

const checkpoint = (text = note) => readCheckpoint(text) as Checkpoint;
const key = async (text = keyText) => (await readKey(text)) as LogKey;

describe("a checkpoint", () => {
  it("is read and its signature found good", async () => {
    assert.equal(checkpoint().origin, "muster/19886dd7c697");
    assert.equal(checkpoint().size, 46);
    assert.equal(await checkCheckpoint(checkpoint(), await key()), "good");
  });

  it("with another size, root, name or signature is not signed", async () => {
    const forged = [
      note.replace("\n46\n", "\n47\n"), note.replace("ek3C", "ek3D"), note.replace("muster/1", "muster/2"),
      note.replace("ui9jKx3R", "ui9jKx3S"), note.replace(" ui9jKx", " ui9jKw"),
    ];
    for (const text of forged) assert.equal(await checkCheckpoint(checkpoint(text), await key()), "bad");
  });

  it("signed by another key is not signed", async () => {
    const other = await Signer.make();
    const text = await (await Signer.make()).checkpoint([await leafHash("a")]);
    assert.equal(await checkCheckpoint(checkpoint(text), await key(other.text)), "bad");
  });

  it("rejects invalid text", () => {
    const wrong = [
      "", "hello", note.slice(0, -1), note.replace("\n46\n", "\n046\n"), note.replace("\n46\n", "\n-1\n"),
      note.replace("3Cg=", "3C"), note.replace("— ", "- "), note.replace("46\n", "4.6e1\n"),
    ];
    for (const text of wrong) assert.equal(readCheckpoint(text), undefined);
  });
});

describe("a key", () => {
  it("has the id that belongs to it", async () => {
    assert.equal((await key()).name, "muster/19886dd7c697");
    for (const wrong of ["", "a+b", keyText.replace("ba2f", "ba3f"), keyText.replace("Aayu", "Aayv"), keyText.replace("muster", "muste")]) {
      assert.equal(await readKey(wrong), undefined);
    }
  });
});
