// JSON.parse rounds integers above 2^53. Params and meta must be sent back unchanged,
// so such numbers are kept as their source text where the browser supports that.

interface ReviverContext {
  source?: string;
}

type RawJson = { rawJSON: string };

const JsonWithRaw = JSON as typeof JSON & { rawJSON?: (text: string) => RawJson };

export function parseJson(text: string): unknown {
  const revive = (_key: string, value: unknown, context?: ReviverContext): unknown => {
    if (typeof value !== "number" || !context?.source || !JsonWithRaw.rawJSON) return value;
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? JsonWithRaw.rawJSON(context.source) : value;
  };
  return JSON.parse(text, revive as (key: string, value: unknown) => unknown);
}

/** A number's source text, or undefined for anything else. */
export function numberText(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  if (typeof value === "object" && value !== null && "rawJSON" in value) return String((value as RawJson).rawJSON);
  return undefined;
}
