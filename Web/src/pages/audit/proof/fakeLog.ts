// The log of an honest server, for tests: trees are computed by the recursive definition of RFC 6962.
import { joined, sha256, toBase64, toHex, utf8, type Bytes } from "./bytes";
import { leafHash, nodeHash } from "./merkle";
import type { LogSource, ShownEntry } from "./verification";

export const origin = "muster/test";

/** MTH of RFC 6962, section 2.1. */
export async function rootOf(leaves: Bytes[]): Promise<Bytes> {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return leaves[0] as Bytes;
  const middle = split(leaves.length);
  return nodeHash(await rootOf(leaves.slice(0, middle)), await rootOf(leaves.slice(middle)));
}

/** PATH of section 2.1.1. */
export async function inclusionPath(index: number, leaves: Bytes[]): Promise<Bytes[]> {
  if (leaves.length <= 1) return [];
  const middle = split(leaves.length);
  const [left, right] = [leaves.slice(0, middle), leaves.slice(middle)];
  return index < middle
    ? [...await inclusionPath(index, left), await rootOf(right)]
    : [...await inclusionPath(index - middle, right), await rootOf(left)];
}

/** SUBPROOF of section 2.1.2. */
export async function consistencyPath(from: number, leaves: Bytes[], isWhole = true): Promise<Bytes[]> {
  if (from === leaves.length) return isWhole ? [] : [await rootOf(leaves)];
  const middle = split(leaves.length);
  const [left, right] = [leaves.slice(0, middle), leaves.slice(middle)];
  return from <= middle
    ? [...await consistencyPath(from, left, isWhole), await rootOf(right)]
    : [...await consistencyPath(from - middle, right, false), await rootOf(left)];
}

function split(count: number): number {
  let middle = 1;
  while (middle * 2 < count) middle *= 2;
  return middle;
}

export class Signer {
  private constructor(private readonly pair: CryptoKeyPair, readonly text: string, private readonly keyId: Bytes) {}

  static async make(): Promise<Signer> {
    const pair = (await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) as CryptoKeyPair;
    const bytes = joined(Uint8Array.of(1), new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)));
    const keyId = (await sha256(utf8(`${origin}\n`), bytes)).slice(0, 4);
    return new Signer(pair, `${origin}+${toHex(keyId)}+${toBase64(bytes)}`, keyId);
  }

  async sign(text: string): Promise<Bytes> {
    return new Uint8Array(await crypto.subtle.sign("Ed25519", this.pair.privateKey, utf8(text)));
  }

  async checkpoint(leaves: Bytes[]): Promise<string> {
    const text = `${origin}\n${leaves.length}\n${toBase64(await rootOf(leaves))}\n`;
    return `${text}\n— ${origin} ${toBase64(joined(this.keyId, await this.sign(text)))}\n`;
  }
}

export const line = (number: number, action = "model.update"): string => JSON.stringify({
  action, audit_metadata: {}, changes: {}, created_at: number, description: "", entity_id: "coder",
  entity_type: "model", id: `entry-${number}`, outcome: "ok", user_id: "u", user_name: { salted_sha256: "…" },
});

export const shown = (number: number): ShownEntry =>
  ({ ...JSON.parse(line(number)), user_name: "Ada", index: number });

export async function serve(lines: string[], signer: Signer): Promise<LogSource> {
  const leaves = await Promise.all(lines.map(leafHash));
  const place = (id: string) => lines.findIndex((each) => JSON.parse(each).id === id);
  return {
    checkpoint: () => signer.checkpoint(leaves),
    key: async () => signer.text,
    consistency: async (from, to) => (await consistencyPath(from, leaves.slice(0, to))).map(toBase64),
    async inclusion(id, size) {
      return { index: place(id), path: (await inclusionPath(place(id), leaves.slice(0, size))).map(toBase64) };
    },
    line: async (id) => lines[place(id)],
    rotations: async () => lines.filter((each) => each.includes("audit.key_rotate")),
  };
}
