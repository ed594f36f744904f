import type { Key, KeyForm } from "../../api/peopleTypes";
import { formatDate } from "../../ui/format";
import type { Strings } from "../../strings";

/** The form's content. */
export interface KeyDraft {
  name: string;
  lifetime: Lifetime;
  /** Empty: all models. */
  models: string[];
  isReadOnly: boolean;
  isTrusted: boolean;
  createsUsers: boolean;
}

/** In days. */
export const lifetimes = ["7", "30", "90", "365", "never"] as const;
export type Lifetime = typeof lifetimes[number];

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
    // Only keys that act on behalf of users meet unknown users.
    creates_users: draft.isTrusted && draft.createsUsers,
  };
}

/** A key's limits, as short labels. */
export function keyLimits(key: Key, strings: Strings["keys"]): string[] {
  return [
    key.read_only ? strings.readOnlyBadge : "",
    key.trusted ? (key.creates_users ? strings.actsForUsersAndCreates : strings.actsForUsers) : "",
    key.models ? strings.onlyModels(key.models.join(", ")) : "",
  ].filter(Boolean);
}

export interface Expiry {
  text: string;
  isOver: boolean;
}

export function expiryText(key: Key, now: number, strings: Strings["keys"]): Expiry {
  if (key.expires_at === null) return { text: strings.never, isOver: false };
  const isOver = key.expires_at <= now;
  const date = formatDate(key.expires_at);
  return { text: isOver ? strings.expired(date) : date, isOver };
}
