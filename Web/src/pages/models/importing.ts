import { importModels, type ImportItem, type ImportReport } from "../../api/models";
import { messageOf, RequestError } from "../../api/request";
import type { Strings } from "../../strings";

/** The state of a dropped file. */
export type ImportState =
  | { kind: "unreadable"; why: string }
  | { kind: "checking" }
  | { kind: "checked"; report: ImportReport }
  | { kind: "refused"; items: ImportItem[]; why: string };

/** A dry run: what an import would do. */
export async function checkImport(file: Blob): Promise<ImportState> {
  try {
    // A dropped folder can't be read.
    await file.slice(0, 1).arrayBuffer();
  } catch (error) {
    return { kind: "unreadable", why: messageOf(error) };
  }
  try {
    const report = await importModels(file, true);
    const refused = report.items.filter(isRefused);
    return refused.length > 0 ? { kind: "refused", items: refused, why: "" } : { kind: "checked", report };
  } catch (error) {
    const why = messageOf(error);
    if (error instanceof RequestError && error.code === "import.unreadable") return { kind: "unreadable", why };
    return { kind: "refused", items: refusedLines(error), why };
  }
}

/** The lines that a refusal names. */
export function refusedLines(error: unknown): ImportItem[] {
  const items = error instanceof RequestError ? error.body.items : undefined;
  return Array.isArray(items) ? (items as ImportItem[]).filter(isRefused) : [];
}

const isRefused = (item: ImportItem): boolean => item.outcome === "refused";

export const changesAnything = ({ counts }: ImportReport): boolean => counts.created + counts.changed > 0;

/** Why a line was refused, or what was changed in it; the server's text if the page has none. */
export function remarksOn(item: ImportItem, strings: Strings["models"]["importing"]): string[] {
  if (item.notes.length === 0) return item.detail ? [item.detail] : [];
  const known: Record<string, (about: string) => string> = strings.notes;
  return item.notes.map(({ topic, title, detail, about }) => {
    const say = Object.hasOwn(known, topic) ? known[topic] : undefined;
    return say ? say(about ?? "") : detail ? `${title}: ${detail}` : title;
  });
}

const interest = ["refused", "deleted", "changed", "created"];

/** Refused and changed lines first; lines of one kind in the order of the file. */
export function inOrderOfInterest(items: readonly ImportItem[]): { shown: ImportItem[]; unchanged: ImportItem[] } {
  const place = ({ outcome }: ImportItem) => (interest.includes(outcome) ? interest.indexOf(outcome) : interest.length);
  const isShown = ({ outcome, detail, notes }: ImportItem) => outcome !== "skipped" || detail !== null || notes.length > 0;
  return {
    shown: items.filter(isShown).sort((one, other) => place(one) - place(other)),
    unchanged: items.filter((item) => !isShown(item)),
  };
}
