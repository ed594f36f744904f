import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fromBase64, sha256, toHex, utf8, type Bytes } from "./bytes";
import { consistencyPath, inclusionPath, rootOf } from "./fakeLog";
import { emptyRoot, isBeginning, leafHash, nodeHash, rootOver } from "./merkle";

const lines = ["a", "b", "c", "d", "e", "f", "g"];
const leaves = () => Promise.all(lines.map(leafHash));
const flipped = (hash: Bytes) => Uint8Array.from(hash, (byte, at) => (at === 5 ? byte ^ 1 : byte));

describe("a tree", () => {
  it("hashes leaves and nodes with different beginnings", async () => {
    assert.deepEqual(await leafHash("a"), await sha256(Uint8Array.of(0), utf8("a")));
    // Known answers from RFC 6962's reference implementation: the empty tree, and the empty leaf.
    assert.equal(toHex(await emptyRoot()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert.equal(toHex(await leafHash("")), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  });

  it("of seven leaves is put together as RFC 6962 draws it", async () => {
    const [a, b, c, d, e, f, g] = (await leaves()) as [Bytes, Bytes, Bytes, Bytes, Bytes, Bytes, Bytes];
    const [ab, cd, ef] = [await nodeHash(a, b), await nodeHash(c, d), await nodeHash(e, f)];
    const [abcd, efg] = [await nodeHash(ab, cd), await nodeHash(ef, g)];
    const root = await nodeHash(abcd, efg);
    assert.deepEqual(await rootOver(a, 0, 7, [b, cd, efg]), root);
    assert.deepEqual(await rootOver(d, 3, 7, [c, ab, efg]), root);
    assert.deepEqual(await rootOver(e, 4, 7, [f, g, abcd]), root);
    assert.deepEqual(await rootOver(g, 6, 7, [ef, abcd]), root);
    const three = { size: 3, root: await nodeHash(ab, c) };
    const four = { size: 4, root: abcd };
    const six = { size: 6, root: await nodeHash(abcd, ef) };
    const seven = { size: 7, root };
    assert.ok(await isBeginning(three, seven, [c, d, ab, efg]));
    assert.ok(await isBeginning(four, seven, [efg]));
    assert.ok(await isBeginning(six, seven, [ef, g, abcd]));
  });
});

describe("a proof", () => {
  it("is good for every leaf of every tree, and for every beginning", async () => {
    const all = await Promise.all(Array.from({ length: 20 }, (_, number) => leafHash(`line ${number}`)));
    for (let size = 1; size <= all.length; size += 1) {
      const tree = { size, root: await rootOf(all.slice(0, size)) };
      for (let at = 0; at < size; at += 1) {
        const path = await inclusionPath(at, all.slice(0, size));
        assert.deepEqual(await rootOver(all[at] as Bytes, at, size, path), tree.root);
      }
      for (let from = 1; from <= size; from += 1) {
        const older = { size: from, root: await rootOf(all.slice(0, from)) };
        assert.ok(await isBeginning(older, tree, await consistencyPath(from, all.slice(0, size))), `${from} of ${size}`);
      }
    }
  });

  it("of a leaf is refused when anything in it was touched", async () => {
    const all = await leaves();
    const root = await rootOf(all);
    const path = await inclusionPath(3, all);
    const leaf = all[3] as Bytes;
    const wrong = [
      await rootOver(flipped(leaf), 3, 7, path),
      await rootOver(leaf, 2, 7, path),
      await rootOver(leaf, 3, 7, path.map((hash, at) => (at === 1 ? flipped(hash) : hash))),
      await rootOver(leaf, 3, 7, path.slice(1)),
      await rootOver(leaf, 3, 7, [...path, root]),
      await rootOver(leaf, 7, 7, path),
      await rootOver(leaf, -1, 7, path),
    ];
    for (const each of wrong) assert.ok(!each || toHex(each) !== toHex(root));
  });

  it("of a beginning is refused when anything in it was touched", async () => {
    const all = await leaves();
    const older = { size: 3, root: await rootOf(all.slice(0, 3)) };
    const newer = { size: 7, root: await rootOf(all) };
    const path = await consistencyPath(3, all);
    for (let at = 0; at < path.length; at += 1) {
      assert.ok(!(await isBeginning(older, newer, path.map((hash, place) => (place === at ? flipped(hash) : hash)))));
    }
    assert.ok(!(await isBeginning(older, newer, path.slice(1))));
    assert.ok(!(await isBeginning(older, newer, [...path, newer.root])));
    assert.ok(!(await isBeginning(older, newer, [])));
    assert.ok(!(await isBeginning({ ...older, root: flipped(older.root) }, newer, path)));
    assert.ok(!(await isBeginning({ ...older, size: 4 }, newer, path)));
    assert.ok(!(await isBeginning(newer, older, path)));
    assert.ok(!(await isBeginning({ size: 0, root: older.root }, newer, [])));
  });

  it("needs no steps between equal trees, and only between equal ones", async () => {
    const tree = { size: 7, root: await rootOf(await leaves()) };
    assert.ok(await isBeginning(tree, tree, []));
    assert.ok(!(await isBeginning(tree, { ...tree, root: flipped(tree.root) }, [])));
  });
});

describe("base64", () => {
  it("is read only in the one form in which it is written", () => {
    assert.deepEqual(fromBase64("AQI="), Uint8Array.of(1, 2));
    for (const wrong of ["AQI", "AQJ=", "AQ I=", "A-I=", "=AQI"]) assert.equal(fromBase64(wrong), undefined);
  });
});
