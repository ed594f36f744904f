import type { Residency } from "../../api/types";

/** For tests, which override only what matters. */
export const exampleResidency = (changes: Partial<Residency>): Residency => ({
  base_model: "alpha", runtime: "local", desired: "loaded", state: "loaded", reason: null, cause: null, since: 1,
  retry_at: null, bytes: 5, expected_bytes: 5, leases: 0, waiting: 0, load_seconds: null, pid: null,
  pinned: false, last_used_at: null, file: null, loaded_file: null, outdated: false, launch_changed: false, outcome: null, ...changes,
});
