import type { Weights, WeightsDownload } from "../../api/weights";
import type { Strings } from "../../strings";
import { formatBytes, formatCount } from "../../ui/format";

/** 8030261248 as “8B”, as makers of models write it. */
export function parameterText(count: number, locale: string): string {
  for (const [unit, letter] of [[1e12, "T"], [1e9, "B"], [1e6, "M"]] as const) {
    if (count >= unit) {
      const digits = count / unit < 10 ? 1 : 0;
      return (count / unit).toLocaleString(locale, { maximumFractionDigits: digits }) + letter;
    }
  }
  return formatCount(count, locale);
}

/** What is known of the contents, in a few words. */
export function factTexts({ facts }: Pick<Weights, "facts">, strings: Strings["weights"], locale: string): string[] {
  if (!facts) return [];
  const parameters = facts.parameters !== null ? parameterText(facts.parameters, locale) : facts.size_label;
  return [
    facts.architecture, parameters, facts.quantization,
    facts.context !== null ? strings.context(formatCount(facts.context, locale)) : null,
    facts.purpose && facts.purpose !== "text" ? strings.purposes[facts.purpose] : null,
    facts.purpose === "text" && facts.chat_template === false ? strings.noChatTemplate : null,
    facts.parts > 1 ? strings.parts(facts.parts) : null,
  ].filter((text): text is string => Boolean(text));
}

/** What is wrong with weights; undefined: nothing. */
export function problemText(item: Pick<Weights, "files" | "outdated">, strings: Strings["weights"]): string | undefined {
  if (item.files.some((file) => file.problem === "damaged")) return strings.damaged;
  if (item.files.some((file) => file.problem === "replaced")) return strings.replaced;
  return item.outdated ? strings.outdated : undefined;
}

/** The digest of one file, and whether all are known. */
export function digestText(item: Pick<Weights, "files" | "sha256">, strings: Strings["weights"]): string {
  if (item.sha256) return item.sha256.slice(0, 12);
  if (item.files.length === 0) return "–";
  return item.files.every((file) => file.sha256) ? strings.computed : strings.notComputed;
}

/** Such as “12 MB of 200 MB”. */
export function receivedText(download: WeightsDownload, strings: Strings["weights"], locale: string): string {
  const received = formatBytes(download.received_bytes, locale);
  return download.total_bytes === null ? received : strings.of(received, formatBytes(download.total_bytes, locale));
}
