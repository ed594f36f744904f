import { areEqual, fromBase64, type Bytes } from "./bytes";
import type { Finding } from "./findings";
import { isAlarm } from "./findings";
import { isBeginning, leafHash, rootOver, type Tree } from "./merkle";
import { checkCheckpoint, readCheckpoint, readKey, type Checkpoint } from "./note";
import { vouchesFor } from "./rotation";
import { checkpointOf, type Seen } from "./seen";
import { contradiction } from "./shownEntry";

/** The server, which is not trusted. Refused proofs are undefined; failed requests reject. */
export interface LogSource {
  checkpoint(): Promise<string>;
  key(): Promise<string>;
  consistency(from: number, to: number): Promise<string[] | undefined>;
  inclusion(id: string, size: number): Promise<{ index: number; path: string[] } | undefined>;
  line(id: string): Promise<string | undefined>;
  /** The lines of the key rotations. */
  rotations(): Promise<string[]>;
}

export interface ShownEntry {
  id: string;
  index: number | null;
  created_at: number;
}

export interface Report {
  findings: Finding[];
  isAlarm: boolean;
  /** What the next verification compares with; undefined if something is wrong. */
  toKeep?: Seen;
}

/** Checkpoints are written every two seconds; no entry waits longer than this for one. */
const longestWaitSeconds = 60;
const checkedAtOnce = 4;

/** Longer than the next checkpoint takes. */
const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 3_000));

/** @param wait before the second attempt, for clocks that make an entry look older than it is */
export async function verifyLog(
  source: LogSource, seen: Seen | undefined, shown: ShownEntry[], now: number, wait: () => Promise<void> = pause,
): Promise<Report> {
  let signed = await newest(source);
  // The key may just have been rotated.
  if (signed.verdict === "bad") signed = await newest(source);
  const { note, keyText, checkpoint, key, verdict } = signed;
  if (!checkpoint) return report([{ kind: "checkpointUnreadable" }]);
  if (!key) return report([{ kind: "keyUnreadable" }]);
  const findings: Finding[] = [];
  if (verdict === "bad") findings.push({ kind: "signatureWrong" });
  else findings.push(verdict === "good" ? { kind: "signed", size: checkpoint.size } : { kind: "signatureNotChecked" });
  findings.push(...await heldAgainst(seen, source, checkpoint, keyText));
  findings.push(...await entriesAmong(checkpoint, source, shown, now, wait));
  return report(findings, { checkpoint: note, key: keyText.trim() });
}

async function newest(source: LogSource) {
  const [note, keyText] = await Promise.all([source.checkpoint(), source.key()]);
  const [checkpoint, key] = [readCheckpoint(note), await readKey(keyText)];
  const verdict = checkpoint && key ? await checkCheckpoint(checkpoint, key) : undefined;
  return { note, keyText, checkpoint, key, verdict };
}

function report(findings: Finding[], toKeep?: Seen): Report {
  return isAlarm(findings) ? { findings, isAlarm: true } : { findings, isAlarm: false, toKeep };
}

async function heldAgainst(seen: Seen | undefined, source: LogSource, now: Checkpoint, key: string): Promise<Finding[]> {
  if (!seen) return [{ kind: "firstVerification", size: now.size }];
  const before = await checkpointOf(seen);
  if (!before) return [{ kind: "seenUnreadable" }, { kind: "firstVerification", size: now.size }];
  if (before.origin !== now.origin) return [{ kind: "otherLog", seen: before.origin, now: now.origin }];
  const growth = await growthOf(before, now, source);
  return seen.key.trim() === key.trim() ? [growth] : [growth, await changeOfKey(seen.key, key, source)];
}

async function growthOf(before: Tree, now: Tree, source: LogSource): Promise<Finding> {
  if (now.size < before.size) return { kind: "shorter", seen: before.size, now: now.size };
  const asks = before.size > 0 && before.size < now.size;
  const path = hashes(asks ? await source.consistency(before.size, now.size) : []);
  if (!path || !(await isBeginning(before, now, path))) return { kind: "rewritten", seen: before.size, now: now.size };
  return before.size === now.size ? { kind: "unchanged", size: now.size } : { kind: "grown", from: before.size, to: now.size };
}

async function changeOfKey(known: string, now: string, source: LogSource): Promise<Finding> {
  const verdict = await vouchesFor(known, now, await source.rotations());
  return { kind: verdict === "yes" ? "keyRotated" : verdict === "unknown" ? "keyRotationNotChecked" : "keyReplaced" };
}

async function entriesAmong(
  tree: Tree, source: LogSource, shown: ShownEntry[], now: number, wait: () => Promise<void>,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const late: ShownEntry[] = [];
  let included = 0;
  let tooNew = 0;
  for (let at = 0; at < shown.length; at += checkedAtOnce) {
    const part = shown.slice(at, at + checkedAtOnce);
    for (const found of await Promise.all(part.map((entry) => checkEntry(tree, source, entry, now)))) {
      if (found === "included") included += 1;
      else if (found === "tooNew") tooNew += 1;
      else if (found.kind === "tooLate") late.push(...part.filter((entry) => entry.id === found.entry));
      else findings.push(found);
    }
  }
  if (late.length > 0) {
    await wait();
    const size = readCheckpoint(await source.checkpoint())?.size ?? 0;
    for (const entry of late) {
      if (entry.index !== null && entry.index < size) tooNew += 1;
      else findings.push({ kind: "tooLate", entry: entry.id });
    }
  }
  if (included > 0) findings.unshift({ kind: "included", count: included });
  if (tooNew > 0) findings.push({ kind: "tooNew", count: tooNew });
  return findings;
}

async function checkEntry(tree: Tree, source: LogSource, entry: ShownEntry, now: number): Promise<Finding | "included" | "tooNew"> {
  if (entry.index === null || entry.index >= tree.size) {
    return now - entry.created_at > longestWaitSeconds ? { kind: "tooLate", entry: entry.id } : "tooNew";
  }
  const [line, proof] = await Promise.all([source.line(entry.id), source.inclusion(entry.id, tree.size)]);
  if (line === undefined) return { kind: "lineMissing", entry: entry.id };
  const field = contradiction(entry, line);
  if (field) return { kind: "shownDifferently", entry: entry.id, field };
  const path = hashes(proof?.path);
  const root = proof && path && proof.index === entry.index
    ? await rootOver(await leafHash(line), proof.index, tree.size, path)
    : undefined;
  return root && areEqual(root, tree.root) ? "included" : { kind: "notIncluded", entry: entry.id };
}

function hashes(path: string[] | undefined): Bytes[] | undefined {
  const found = path?.map(fromBase64);
  return found?.every((hash) => hash?.length === 32) ? (found as Bytes[]) : undefined;
}
