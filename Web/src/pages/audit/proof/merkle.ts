// Trees of RFC 6962, section 2.1; proofs are checked as in RFC 9162, sections 2.1.3.2 and 2.1.4.2. Numbers are halved
// by division: JavaScript's shifts are limited to 32 bits.
import { areEqual, sha256, utf8, type Bytes } from "./bytes";

export const leafHash = (line: string): Promise<Bytes> => sha256(Uint8Array.of(0), utf8(line));
export const nodeHash = (left: Bytes, right: Bytes): Promise<Bytes> => sha256(Uint8Array.of(1), left, right);
export const emptyRoot = (): Promise<Bytes> => sha256();

const half = (number: number) => Math.floor(number / 2);
const isOdd = (number: number) => number % 2 === 1;
const isSize = (number: number) => Number.isSafeInteger(number) && number >= 0;

/** The root of a tree of `size` leaves with `leaf` at `index`, if `path` is right; undefined if no such path is possible. */
export async function rootOver(leaf: Bytes, index: number, size: number, path: Bytes[]): Promise<Bytes | undefined> {
  if (!isSize(index) || !isSize(size) || index >= size) return undefined;
  let number = index;
  let last = size - 1;
  let hash = leaf;
  for (const step of path) {
    if (last === 0) return undefined;
    if (isOdd(number) || number === last) {
      hash = await nodeHash(step, hash);
      while (!isOdd(number) && number !== 0) [number, last] = [half(number), half(last)];
    } else {
      hash = await nodeHash(hash, step);
    }
    [number, last] = [half(number), half(last)];
  }
  return last === 0 ? hash : undefined;
}

export interface Tree {
  size: number;
  root: Bytes;
}

/** Whether `path` proves that the older tree is a prefix of the newer one. */
export async function isBeginning(older: Tree, newer: Tree, path: Bytes[]): Promise<boolean> {
  if (!isSize(older.size) || !isSize(newer.size) || older.size > newer.size) return false;
  if (older.size === newer.size) return path.length === 0 && areEqual(older.root, newer.root);
  if (older.size === 0) return path.length === 0 && areEqual(older.root, await emptyRoot());
  const steps = isPowerOfTwo(older.size) ? [older.root, ...path] : path;
  const first = steps[0];
  if (!first) return false;
  let number = older.size - 1;
  let last = newer.size - 1;
  while (isOdd(number)) [number, last] = [half(number), half(last)];
  let [old, now] = [first, first];
  for (const step of steps.slice(1)) {
    if (last === 0) return false;
    if (isOdd(number) || number === last) {
      [old, now] = [await nodeHash(step, old), await nodeHash(step, now)];
      while (!isOdd(number) && number !== 0) [number, last] = [half(number), half(last)];
    } else {
      now = await nodeHash(now, step);
    }
    [number, last] = [half(number), half(last)];
  }
  return last === 0 && areEqual(old, older.root) && areEqual(now, newer.root);
}

function isPowerOfTwo(size: number): boolean {
  let rest = size;
  while (rest > 1 && !isOdd(rest)) rest = half(rest);
  return rest === 1;
}
