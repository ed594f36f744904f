import type { RecentAct } from "../api/undo";
import type { Strings } from "../strings";

const namedAtMost = 3;

/** A description of the change, e.g. “Deleted Poet, Tutor, and 3 more models”. */
export function recentText(act: RecentAct, strings: Strings["undo"], locale: string): string {
  const removed = act.targets.find(({ type }) => type !== "model");
  if (act.action === "account.delete") return strings.removedPerson(removed?.name ?? strings.erasedPerson, act.model_count);
  if (act.action === "group.delete") return strings.deletedGroup(removed?.name ?? "", act.model_count);
  const models = act.targets.filter(({ type }) => type === "model");
  const names = models.slice(0, namedAtMost).map(({ id, name }) => name || id);
  const others = act.model_count - names.length;
  const all = others > 0 ? [...names, strings.moreModels(others)] : names;
  const did: Record<string, (what: string) => string> = strings.did;
  return (did[act.action] ?? strings.changed)(all.length > 0 ? new Intl.ListFormat(locale).format(all) : strings.noModels);
}
