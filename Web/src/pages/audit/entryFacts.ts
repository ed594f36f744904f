import type { TrailEntry } from "../../api/audit";
import type { Words } from "../../words";
import { wordsOf } from "../editor/differences";

const known = ["reason", "authentication", "address", "request_id", "software_version"] as const;

/** The metadata of an entry with names for people; what this page does not know goes by its own name. */
export function factsOf(entry: TrailEntry, words: Words["audit"]["entry"]): [name: string, value: string][] {
  const metadata = (entry.audit_metadata ?? {}) as Record<string, unknown>;
  const names: Record<string, string> = { ...words, authentication: words.method };
  const rest = Object.keys(metadata).filter((name) => !known.some((each) => each === name)).sort();
  return [...known, ...rest]
    .filter((name) => metadata[name] !== undefined && metadata[name] !== null && metadata[name] !== "")
    .map((name) => {
      const isKnown = known.some((each) => each === name);
      return [isKnown ? names[name] ?? name : name, name === "authentication" ? methodOf(metadata[name], words) : wordsOf(metadata[name])];
    });
}

/** Of a key also its name. */
function methodOf(value: unknown, words: Words["audit"]["entry"]): string {
  const methods: Record<string, string> = words.methods;
  return typeof value === "string" ? methods[value] ?? value : wordsOf(value);
}
