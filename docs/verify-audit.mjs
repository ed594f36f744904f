#!/usr/bin/env node
// Verifies an export of Muster's audit trail without Muster: node verify-audit.mjs ENTRIES CHECKPOINT KEY [EARLIER]
// RFC 6962 (tree), C2SP signed-note and tlog-checkpoint (checkpoints), Ed25519 (RFC 8032). docs/audit.md explains.
import { createHash, createPublicKey, verify } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";

const fail = (message) => { console.log(`NOT VERIFIED: ${message}`); process.exit(1); };
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const nodeHash = (left, right) => sha256(Buffer.of(1), left, right);
const derBeginning = Buffer.from("302a300506032b6570032100", "hex"); // of an Ed25519 public key

function readKey(text) {
  const [, name, id, data] = text.trim().match(/^([^+]+)\+([^+]{8})\+(.+)$/) ?? [];
  const bytes = Buffer.from(data ?? "", "base64"), keyID = sha256(`${name}\n`, bytes).subarray(0, 4);
  if (bytes.length !== 33 || bytes[0] !== 1 || keyID.toString("hex") !== id) fail("this is no public key of a log");
  const key = createPublicKey({ key: Buffer.concat([derBeginning, bytes.subarray(1)]), format: "der", type: "spki" });
  return { name, text: text.trim(), keyID, signed: (text, signature) => verify(null, Buffer.from(text), key, signature) };
}
function readNotes(file) { // skips everything that is not a note
  return (readFileSync(file, "utf8").match(/[^\n]+\n\d+\n[^\n]+\n\n(— [^\n]+\n)+/g) ?? fail(`no checkpoint in ${file}`)).map((note) => {
    const text = note.slice(0, note.indexOf("\n\n") + 1), [origin, size, root] = text.split("\n");
    const signatures = note.slice(text.length + 1).trim().split("\n").map((line) => Buffer.from(line.split(" ")[2], "base64"));
    return { size: Number(size), root, origin, by: (key) => origin === key.name && signatures.some(
      (bytes) => bytes.subarray(0, 4).equals(key.keyID) && key.signed(text, bytes.subarray(4))) };
  });
}
async function* lines(file) {
  let rest = Buffer.alloc(0);
  for await (const piece of createReadStream(file))
    for (let end = (rest = Buffer.concat([rest, piece])).indexOf(10); end >= 0; rest = rest.subarray(end + 1), end = rest.indexOf(10))
      yield rest.subarray(0, end);
  if (rest.length) fail("the last line is cut off");
}
const [entries, checkpointFile, keyFile, earlierFile] = process.argv.slice(2);
const checkpoint = readNotes(checkpointFile).at(-1), earlier = earlierFile ? readNotes(earlierFile) : [], waiting = new Map();
for (const note of earlier) waiting.set(note.size, [...(waiting.get(note.size) ?? []), note.root]);
const keys = [readKey(readFileSync(keyFile, "utf8"))], removedAsTold = new Set(); // the key, and those that it has signed
let size = 0, subtrees = [], removed = 0;
const root = () => (subtrees.length ? subtrees.reduceRight((right, left) => nodeHash(left, right)) : sha256("")).toString("base64");
for await (const line of lines(entries)) {
  const beginning = line.toString("utf8", 0, 40), facts = () => JSON.parse(line.toString()).audit_metadata;
  if (size === 0 && beginning.startsWith('{"pruned":')) { // entries whose contents retention has removed
    size = removed = JSON.parse(line).pruned.entries;
    subtrees = JSON.parse(line).pruned.subtrees.map((hash) => Buffer.from(hash, "base64"));
  } else {
    let hash = sha256(Buffer.of(0), line);
    for (let bits = size++; bits & 1; bits = Math.floor(bits / 2)) hash = nodeHash(subtrees.pop(), hash);
    subtrees.push(hash);
    if (beginning.startsWith('{"action":"audit.prune"')) removedAsTold.add(facts().entries);
    if (beginning.startsWith('{"action":"audit.key_rotate"') && facts().old_key === keys.at(-1).text) {
      const told = `${keys[0].name}\naudit key rotation\n${facts().new_key}\n`;
      if (!keys.at(-1).signed(told, Buffer.from(facts().signature, "base64"))) fail(`entry ${size - 1}: a forged new key`);
      keys.push(readKey(facts().new_key));
    }
  }
  if (size === checkpoint.size) checkpoint.isRight = root() === checkpoint.root;
  if (waiting.has(size) && !waiting.get(size).every((old) => old === root())) fail(`the first ${size} entries were rewritten`);
}
if (size !== checkpoint.size) fail(`there are ${size} entries, the checkpoint was signed for ${checkpoint.size}`);
if (!checkpoint.isRight) fail("the entries are not those that the checkpoint was signed for");
if (!keys.some(checkpoint.by)) fail("the checkpoint is not signed with the log's key");
if (earlier.some((note) => note.size > size)) fail("the log is shorter than an earlier checkpoint");
if (earlier.some((note) => note.size < removed)) fail("an earlier checkpoint is from within what was removed for age: Muster's verify compares it");
if (removed && !removedAsTold.has(removed)) fail(`no entry says that the first ${removed} entries were removed`);
console.log(`Verified: ${size - removed} entries of ${checkpoint.origin}, after ${removed} that were removed for age.`);
