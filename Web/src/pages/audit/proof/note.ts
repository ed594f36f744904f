// C2SP signed-note and tlog-checkpoint; the key is a C2SP verifier key.
import { areEqual, fromBase64, sha256, toHex, utf8, type Bytes } from "./bytes";
import type { Tree } from "./merkle";

export interface Checkpoint extends Tree {
  origin: string;
  /** The signed text. */
  text: string;
  signatures: { name: string; keyId: Bytes; bytes: Bytes }[];
}

export interface LogKey {
  name: string;
  keyId: Bytes;
  publicKey: Bytes;
}

const hashBytes = 32;
const keyIdBytes = 4;
const ed25519 = 1;

/** @returns undefined if the text is not a checkpoint */
export function readCheckpoint(note: string): Checkpoint | undefined {
  const gap = note.lastIndexOf("\n\n");
  if (gap < 0 || !note.endsWith("\n")) return undefined;
  const text = note.slice(0, gap + 1);
  const [origin, sizeText, rootText] = text.split("\n");
  const size = Number(sizeText);
  const root = fromBase64(rootText ?? "");
  if (!origin || String(size) !== sizeText || !Number.isSafeInteger(size) || size < 0) return undefined;
  if (root?.length !== hashBytes) return undefined;
  const signatures = [];
  for (const line of note.slice(gap + 2, -1).split("\n")) {
    const [dash, name, data, ...rest] = line.split(" ");
    const bytes = fromBase64(data ?? "");
    if (dash !== "—" || !name || !bytes || bytes.length <= keyIdBytes || rest.length > 0) return undefined;
    signatures.push({ name, keyId: bytes.slice(0, keyIdBytes), bytes: bytes.slice(keyIdBytes) });
  }
  return { origin, size, root, text, signatures };
}

/** @returns undefined if the text is not a key, or its ID does not match */
export async function readKey(text: string): Promise<LogKey | undefined> {
  const found = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim());
  const bytes = fromBase64(found?.[3] ?? "");
  if (!found?.[1] || bytes?.length !== 1 + hashBytes || bytes[0] !== ed25519) return undefined;
  const name = found[1];
  const keyId = (await sha256(utf8(`${name}\n`), bytes)).slice(0, keyIdBytes);
  return toHex(keyId) === found[2] ? { name, keyId, publicKey: bytes.slice(1) } : undefined;
}

export type SignatureVerdict = "good" | "bad" | "unknown";

/** `unknown`: this browser does not support Ed25519. */
export async function checkSignature(key: LogKey, text: string, signature: Bytes): Promise<SignatureVerdict> {
  let imported: CryptoKey;
  try {
    imported = await crypto.subtle.importKey("raw", key.publicKey, "Ed25519", false, ["verify"]);
  } catch (error) {
    // Browsers that support Ed25519 report an invalid key by another error.
    return error instanceof Error && error.name === "NotSupportedError" ? "unknown" : "bad";
  }
  return (await crypto.subtle.verify("Ed25519", imported, signature, utf8(text))) ? "good" : "bad";
}

/** Other signatures are allowed; the log's own is required. */
export async function checkCheckpoint(checkpoint: Checkpoint, key: LogKey): Promise<SignatureVerdict> {
  if (checkpoint.origin !== key.name) return "bad";
  const own = checkpoint.signatures.filter((each) => each.name === key.name && areEqual(each.keyId, key.keyId));
  const verdicts = await Promise.all(own.map((each) => checkSignature(key, checkpoint.text, each.bytes)));
  return verdicts.find((each) => each === "good") ?? verdicts.find((each) => each === "unknown") ?? "bad";
}
