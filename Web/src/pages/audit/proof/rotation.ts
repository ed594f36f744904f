import { fromBase64 } from "./bytes";
import { checkSignature, readKey } from "./note";

interface Rotation {
  old_key: string;
  new_key: string;
  signature: string;
}

/** Whether the known key vouches, possibly in several steps, for the current one. */
export async function vouchesFor(known: string, now: string, lines: string[]): Promise<"yes" | "no" | "unknown"> {
  const rotations = lines.map(rotationOf);
  let key = known.trim();
  // No key follows itself, so there are at most as many steps as rotations.
  for (let step = 0; step <= rotations.length && key !== now.trim(); step += 1) {
    const next = rotations.find((each) => each?.old_key === key);
    const verifier = await readKey(key);
    const signature = fromBase64(next?.signature ?? "");
    if (!next || !verifier || !signature) return "no";
    const signed = `${verifier.name}\naudit key rotation\n${next.new_key}\n`;
    const verdict = await checkSignature(verifier, signed, signature);
    if (verdict !== "good") return verdict === "unknown" ? "unknown" : "no";
    key = next.new_key;
  }
  return key === now.trim() ? "yes" : "no";
}

function rotationOf(line: string): Rotation | undefined {
  const entry = JSON.parse(line) as { action?: string; outcome?: string; audit_metadata?: Partial<Rotation> };
  const facts = entry.audit_metadata;
  const isOne = entry.action === "audit.key_rotate" && entry.outcome === "ok";
  return isOne && facts?.old_key && facts.new_key && facts.signature ? (facts as Rotation) : undefined;
}
