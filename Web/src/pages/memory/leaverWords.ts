import type { Leaver } from "../../api/residency";
import type { Residency } from "../../api/types";
import type { Words } from "../../words";

/** What those that would have to go are doing now, which says what their going would mean. */
export function leaverWords(
  leaver: Leaver, residency: Residency | undefined, words: Words["memory"]["plan"]["leaver"], ago: (at: number) => string,
): string[] {
  if (residency?.state === "draining" || residency?.state === "unloading") return [words.leaving];
  return [leaver.kept ? words.kept : "", useOf(leaver, residency)].filter(Boolean);

  function useOf({ waiting, leases }: Leaver, now: Residency | undefined): string {
    if (waiting > 0) return words.waited(waiting);
    if (leases > 0) return words.answering(leases);
    if (!now) return "";
    return now.last_used_at === null ? words.neverUsed : words.unused(ago(now.last_used_at));
  }
}
