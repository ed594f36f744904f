import { importModels, type ImportReport } from "../../api/models";
import { messageOf, RequestError } from "../../api/request";
import { parseJson } from "../../api/json";

/** What is known of a file that was dropped. */
export type ImportState =
  | { kind: "unreadable"; why: string }
  | { kind: "checking" }
  | { kind: "checked"; lines: unknown; report: ImportReport }
  | { kind: "refused"; items: ImportReport["items"]; why: string };

/** Asks the server what an import would do, and changes nothing. */
export async function checkImport(text: string): Promise<ImportState> {
  let lines: unknown;
  try {
    lines = parseJson(text);
  } catch (error) {
    return { kind: "unreadable", why: messageOf(error) };
  }
  try {
    const report = await importModels(lines, true);
    const refused = report.items.filter(isRefused);
    return refused.length > 0 ? { kind: "refused", items: refused, why: "" } : { kind: "checked", lines, report };
  } catch (error) {
    return { kind: "refused", items: refusedLines(error), why: messageOf(error) };
  }
}

/** The lines that a refusal names. */
export function refusedLines(error: unknown): ImportReport["items"] {
  const items = error instanceof RequestError ? error.body.items : undefined;
  return Array.isArray(items) ? (items as ImportReport["items"]).filter(isRefused) : [];
}

const isRefused = (item: ImportReport["items"][number]): boolean => item.outcome === "refused";

export const changesAnything = ({ counts }: ImportReport): boolean => counts.created + counts.changed > 0;
