import type { Words } from "../../words";

/** What the server gives as a cause or reason, in the page's language; what it does not know stays as it is. */
export function spoken(cause: string, words: Pick<Words["memory"], "causes" | "acts" | "notUsedFor">): string {
  const [, act, model] = /^model\.(\w+) of (.+)$/s.exec(cause) ?? [];
  if (act && model) return own(words.acts, act)?.(model) ?? cause;
  const [, time] = /^not used for (.+)$/.exec(cause) ?? [];
  if (time) return words.notUsedFor(time);
  return own(words.causes, cause) ?? cause;
}

function own<Value>(words: Record<string, Value>, key: string): Value | undefined {
  return Object.hasOwn(words, key) ? words[key] : undefined;
}
