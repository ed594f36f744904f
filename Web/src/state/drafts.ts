import { parseJson } from "../api/json";
import { below } from "./basePath";

// Unsaved work survives a reload and the end of a session. It is stored per user and form, in this tab only and
// not on the disk of a shared computer; forms leave out passwords and keys.

const prefix = "muster.draft.";
/** Pause in typing before a draft is stored, in milliseconds. */
const pause = 250;

/** The content of a form, and its initial content. */
export interface StoredDraft<Draft> {
  draft: Draft;
  base: Draft;
  /** Seconds since 1970. */
  at: number;
}

/** One origin may serve several instances of Muster under different paths. */
const storageKeyOf = (person: string, form: string) => `${prefix}${below("/")}${person}.${form}`;
const pending = new Map<string, { timer: ReturnType<typeof setTimeout>; write(): void }>();

export function readDraft<Draft>(person: string, form: string): StoredDraft<Draft> | undefined {
  try {
    const text = sessionStorage.getItem(storageKeyOf(person, form));
    const stored = text === null ? undefined : parseJson(text);
    return isStored(stored) ? (stored as unknown as StoredDraft<Draft>) : undefined;
  } catch {
    // Storage may be forbidden, or contain data of another release.
    return undefined;
  }
}

const isStored = (value: unknown): value is StoredDraft<object> => {
  const stored = value as Partial<StoredDraft<unknown>> | null | undefined;
  return typeof stored?.at === "number" && isObject(stored.draft) && isObject(stored.base);
};

/** Stores the draft after a pause in typing, or when the page is left. */
export function storeDraft<Draft>(person: string, form: string, draft: Draft, base: Draft): void {
  const address = storageKeyOf(person, form);
  drop(address);
  const write = () => {
    pending.delete(address);
    const stored: StoredDraft<Draft> = { draft, base, at: Date.now() / 1000 };
    writeStorage(address, JSON.stringify(stored));
  };
  pending.set(address, { timer: setTimeout(write, pause), write });
}

export function deleteDraft(person: string, form: string): void {
  drop(storageKeyOf(person, form));
  writeStorage(storageKeyOf(person, form), undefined);
}

/** Deletes all drafts of a user, when they sign out. */
export function deleteDrafts(person: string): void {
  const theirs = storageKeyOf(person, "");
  for (const address of [...pending.keys()]) if (address.startsWith(theirs)) drop(address);
  try {
    for (const address of Object.keys(sessionStorage)) if (address.startsWith(theirs)) sessionStorage.removeItem(address);
  } catch {
    // If storage is forbidden, nothing was stored.
  }
}

/** Stores pending drafts at once. */
export function storePendingDrafts(): void {
  for (const { timer, write } of [...pending.values()]) {
    clearTimeout(timer);
    write();
  }
}

function drop(address: string): void {
  clearTimeout(pending.get(address)?.timer);
  pending.delete(address);
}

function writeStorage(address: string, text: string | undefined): void {
  try {
    if (text === undefined) sessionStorage.removeItem(address);
    else sessionStorage.setItem(address, text);
  } catch {
    // Forbidden or full. Leaving the page still asks first.
  }
}

/**
 * Applies a draft to the content that is saved now: fields that the user did not touch take the saved value.
 *
 * Fields that only one of two releases has come from `current`.
 */
export function rebased<Draft extends object>(draft: Draft, base: Draft, current: Draft): Draft {
  const result = { ...current } as Record<string, unknown>;
  for (const [name, theirs] of Object.entries(current)) {
    const { mine, before } = { mine: own(draft, name), before: own(base, name) };
    if (mine === undefined || sameJson(mine, before)) continue;
    result[name] = isObject(mine) && isObject(before) && isObject(theirs) ? rebased(mine, before, theirs) : mine;
  }
  return result as Draft;
}

export const sameJson = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const own = (object: object, name: string): unknown =>
  Object.prototype.hasOwnProperty.call(object, name) ? (object as Record<string, unknown>)[name] : undefined;

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !("rawJSON" in value);
