import type { Key, KeyForm } from "../../api/peopleTypes";
import { formatDate } from "../../ui/format";

/** What the form holds. */
export interface KeyDraft {
  name: string;
  lifetime: Lifetime;
  /** None: all models. */
  models: string[];
  isReadOnly: boolean;
  isTrusted: boolean;
  createsUsers: boolean;
}

export const lifetimes = [
  ["7", "in a week"], ["30", "in 30 days"], ["90", "in 90 days"], ["365", "in a year"], ["never", "never"],
] as const;
export type Lifetime = typeof lifetimes[number][0];

export const emptyKey: KeyDraft = {
  name: "", lifetime: "90", models: [], isReadOnly: false, isTrusted: false, createsUsers: false,
};

const daySeconds = 86_400;

/** @param now seconds since 1970 */
export function keyFormOf(draft: KeyDraft, now: number): KeyForm {
  return {
    name: draft.name.trim(),
    expires_at: draft.lifetime === "never" ? null : Math.floor(now) + Number(draft.lifetime) * daySeconds,
    models: draft.models.length > 0 ? draft.models : null,
    read_only: draft.isReadOnly,
    trusted: draft.isTrusted,
    // Only a key that speaks for others meets people whom Muster does not know.
    creates_users: draft.isTrusted && draft.createsUsers,
  };
}

/** What a key may, in short words for a list. */
export function keyLimits(key: Key): string[] {
  return [
    key.read_only ? "read-only" : "",
    key.trusted ? (key.creates_users ? "speaks for others, creates users" : "speaks for others") : "",
    key.models ? `only ${key.models.join(", ")}` : "",
  ].filter(Boolean);
}

export function expiryWords(key: Key, now: number): { text: string; isOver: boolean } {
  if (key.expires_at === null) return { text: "never", isOver: false };
  const isOver = key.expires_at <= now;
  return { text: isOver ? `expired ${formatDate(key.expires_at)}` : formatDate(key.expires_at), isOver };
}
