import type { Victim } from "../../api/residency";
import type { Residency } from "../../api/types";
import type { Strings } from "../../strings";

/** What the victims are doing now, to judge the effect of unloading them. */
export function victimText(
  victim: Victim, residency: Residency | undefined, strings: Strings["memory"]["plan"]["victim"], ago: (at: number) => string,
): string[] {
  if (residency?.state === "draining" || residency?.state === "unloading") return [strings.leaving];
  return [victim.pinned ? strings.pinned : "", useOf(victim, residency)].filter(Boolean);

  function useOf({ waiting, leases }: Victim, now: Residency | undefined): string {
    if (waiting > 0) return strings.waited(waiting);
    if (leases > 0) return strings.answering(leases);
    if (!now) return "";
    return now.last_used_at === null ? strings.neverUsed : strings.unused(ago(now.last_used_at));
  }
}
