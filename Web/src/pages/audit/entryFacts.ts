import type { TrailEntry } from "../../api/audit";
import type { Words } from "../../words";
import { wordsOf } from "../editor/differences";

/** The metadata of an entry with names for people; what this page does not know goes by its own name. */
export function factsOf(entry: TrailEntry, words: Words["audit"]["entry"]): [name: string, value: string][] {
  const { reason, address, request_id, software_version } = words;
  const names: Record<string, string> = { reason, authentication: words.method, address, request_id, software_version };
  const metadata = (entry.audit_metadata ?? {}) as Record<string, unknown>;
  const others = Object.keys(metadata).filter((name) => !(name in names)).sort();
  return [...Object.keys(names), ...others]
    .filter((name) => metadata[name] !== undefined && metadata[name] !== null && metadata[name] !== "")
    .map((name) => {
      const value = metadata[name];
      return [names[name] ?? name, name === "authentication" ? methodOf(value, words) : wordsOf(value)];
    });
}

function methodOf(value: unknown, words: Words["audit"]["entry"]): string {
  const methods: Record<string, string> = words.methods;
  return typeof value === "string" ? methods[value] ?? value : wordsOf(value);
}
