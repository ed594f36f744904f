import type { RecentAct } from "../api/undo";
import type { Words } from "../words";

const namedAtMost = 3;

/** What was done, e.g. “Deleted Poet, Tutor, and 3 more models”. */
export function recentWords(act: RecentAct, words: Words["undo"], locale: string): string {
  const removed = act.targets.find(({ type }) => type !== "model");
  if (act.action === "account.delete") return words.removedPerson(removed?.name ?? words.erasedPerson, act.model_count);
  if (act.action === "group.delete") return words.deletedGroup(removed?.name ?? "", act.model_count);
  const models = act.targets.filter(({ type }) => type === "model");
  const names = models.slice(0, namedAtMost).map(({ id, name }) => name || id);
  const others = act.model_count - names.length;
  const all = others > 0 ? [...names, words.moreModels(others)] : names;
  const did: Record<string, (what: string) => string> = words.did;
  return (did[act.action] ?? words.changed)(all.length > 0 ? new Intl.ListFormat(locale).format(all) : words.noModels);
}
