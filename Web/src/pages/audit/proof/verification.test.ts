import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { toBase64 } from "./bytes";
import { line, origin, serve, shown, Signer } from "./fakeLog";
import type { Seen } from "./seen";
import { verifyLog, type LogSource } from "./verification";

const lines = (count: number) => Array.from({ length: count }, (_, number) => line(number));
const seenOf = async (source: LogSource): Promise<Seen> => ({ checkpoint: await source.checkpoint(), key: await source.key() });
const kinds = async (source: LogSource, seen?: Seen, entries = [shown(2)], now = 10) =>
  (await verifyLog(source, seen, entries, now, async () => {})).findings.map((each) => each.kind);

describe("an honest log", () => {
  it("has nothing to compare with at the first verification", async () => {
    const source = await serve(lines(5), await Signer.make());
    const { findings, isAlarm, toKeep } = await verifyLog(source, undefined, [shown(4), shown(0)], 10);
    assert.deepEqual(findings, [{ kind: "signed", size: 5 }, { kind: "firstVerification", size: 5 }, { kind: "included", count: 2 }]);
    assert.equal(isAlarm, false);
    assert.deepEqual(toKeep, await seenOf(source));
  });

  it("has only grown since", async () => {
    const signer = await Signer.make();
    const seen = await seenOf(await serve(lines(3), signer));
    const { findings } = await verifyLog(await serve(lines(7), signer), seen, [], 10);
    assert.deepEqual(findings[1], { kind: "grown", from: 3, to: 7 });
    assert.deepEqual(await kinds(await serve(lines(3), signer), seen), ["signed", "unchanged", "included"]);
  });

  it("gives new entries a moment to come under a checkpoint, but not for long", async () => {
    const source = await serve(lines(5), await Signer.make());
    assert.deepEqual(await kinds(source, undefined, [shown(7)], 8), ["signed", "firstVerification", "tooNew"]);
    assert.deepEqual(await kinds(source, undefined, [shown(7)], 100), ["signed", "firstVerification", "tooLate"]);
    const signer = await Signer.make();
    const [first, later] = [await serve(lines(5), signer), await serve(lines(8), signer)];
    let waited = false;
    const growing = { ...first, checkpoint: () => (waited ? later : first).checkpoint() };
    const report = await verifyLog(growing, undefined, [shown(7)], 100, async () => {
      waited = true;
    });
    assert.deepEqual(report.findings.map((finding) => finding.kind), ["signed", "firstVerification", "tooNew"]);
  });

  it("may rotate its key if the old one signs the new one", async () => {
    const [old, middle, now] = [await Signer.make(), await Signer.make(), await Signer.make()];
    const seen = await seenOf(await serve(lines(3), old));
    const rotated = await serve([...lines(3), await rotation(old, middle), await rotation(middle, now)], now);
    assert.deepEqual(await kinds(rotated, seen), ["signed", "grown", "keyRotated", "included"]);
    const forged = await serve([...lines(3), await rotation(middle, now, old.text)], now);
    assert.deepEqual(await kinds(forged, seen), ["signed", "grown", "keyReplaced", "included"]);
  });
});

describe("a dishonest log", () => {
  it("is detected if it was rewritten, and the stored checkpoint is kept", async () => {
    const signer = await Signer.make();
    const seen = await seenOf(await serve(lines(3), signer));
    const source = await serve(lines(7).map((each, at) => (at === 1 ? line(90) : each)), signer);
    const found = await verifyLog(source, seen, [], 10);
    assert.deepEqual(found.findings[1], { kind: "rewritten", seen: 3, now: 7 });
    assert.equal(found.isAlarm, true);
    assert.equal(found.toKeep, undefined);
  });

  it("is detected if it refuses the proof", async () => {
    const signer = await Signer.make();
    const seen = await seenOf(await serve(lines(3), signer));
    const source = { ...(await serve(lines(7), signer)), consistency: async () => undefined };
    assert.deepEqual(await kinds(source, seen, []), ["signed", "rewritten"]);
  });

  it("is detected if it was truncated or replaced", async () => {
    const signer = await Signer.make();
    const seen = await seenOf(await serve(lines(7), signer));
    assert.deepEqual(await kinds(await serve(lines(3), signer), seen, []), ["signed", "shorter"]);
    const other = { ...seen, checkpoint: seen.checkpoint.split(origin).join("muster/other") };
    assert.deepEqual(await kinds(await serve(lines(7), signer), other, []), ["signed", "otherLog"]);
  });

  it("is detected if the old key did not sign the new one", async () => {
    const seen = await seenOf(await serve(lines(3), await Signer.make()));
    assert.deepEqual(await kinds(await serve(lines(3), await Signer.make()), seen, []), ["signed", "unchanged", "keyReplaced"]);
  });

  it("that is just rotating its key is checked again", async () => {
    const source = await serve(lines(3), await Signer.make());
    const old = await Signer.make();
    let asked = 0;
    const key = async () => (asked++ === 0 ? old.text : source.key());
    assert.deepEqual(await kinds({ ...source, key }, undefined, []), ["signed", "firstVerification"]);
  });

  it("is detected if it gives no signature, checkpoint or key", async () => {
    const source = await serve(lines(3), await Signer.make());
    const stranger = await Signer.make();
    assert.deepEqual(await kinds({ ...source, key: async () => stranger.text }, undefined, []), ["signatureWrong", "firstVerification"]);
    assert.deepEqual(await kinds({ ...source, checkpoint: async () => "<html>" }), ["checkpointUnreadable"]);
    assert.deepEqual(await kinds({ ...source, key: async () => "no key" }), ["keyUnreadable"]);
  });

  it("is detected if it shows an entry differently from its line", async () => {
    const source = await serve(lines(5), await Signer.make());
    const entry = { ...shown(2), outcome: "denied" };
    const { findings } = await verifyLog(source, undefined, [entry], 10);
    assert.deepEqual(findings[2], { kind: "shownDifferently", entry: "entry-2", field: "outcome" });
  });

  it("is detected if it gives a wrong line, no line or a wrong path", async () => {
    const source = await serve(lines(5), await Signer.make());
    const hidden = { ...source, line: async () => undefined };
    assert.deepEqual(await kinds(hidden), ["signed", "firstVerification", "lineMissing"]);
    const changed = { ...source, line: async () => line(2).replace('"changes":{}', '"changes":{},"more":1') };
    assert.deepEqual(await kinds(changed), ["signed", "firstVerification", "notIncluded"]);
    const wrong = { ...source, inclusion: async () => ({ index: 2, path: [toBase64(new Uint8Array(32))] }) };
    assert.deepEqual(await kinds(wrong), ["signed", "firstVerification", "notIncluded"]);
    const elsewhere = { ...source, inclusion: async () => source.inclusion("entry-3", 5) };
    assert.deepEqual(await kinds(elsewhere), ["signed", "firstVerification", "notIncluded"]);
    assert.deepEqual(await kinds({ ...source, inclusion: async () => undefined }), ["signed", "firstVerification", "notIncluded"]);
  });
});

async function rotation(old: Signer, next: Signer, claimed = old.text): Promise<string> {
  const signature = toBase64(await old.sign(`${origin}\naudit key rotation\n${next.text}\n`));
  return JSON.stringify({
    action: "audit.key_rotate", audit_metadata: { old_key: claimed, new_key: next.text, signature }, outcome: "ok",
  });
}
