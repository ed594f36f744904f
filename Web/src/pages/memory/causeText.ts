import { currentLocale } from "../../state/language";
import type { Strings } from "../../strings";

/** The server's cause or reason in the page's language; unknown ones stay as they are. */
export function causeText(cause: string, strings: Strings["memory"], locale = currentLocale()): string {
  const room = noRoomText(cause, strings, locale);
  if (room) return room;
  const [, act, model] = /^model\.(\w+) of (.+)$/s.exec(cause) ?? [];
  if (act && model) return own(strings.modelChanges, act)?.(model) ?? cause;
  const [, time] = /^idle for (.+)$/.exec(cause) ?? [];
  if (time) return strings.notUsedFor(time);
  const [, other] = /^makes room for (.+)$/s.exec(cause) ?? [];
  if (other) return strings.makesRoomFor(other);
  return own(strings.causes, cause) ?? cause;
}

const amount = String.raw`(\d[\d.]* (?:bytes|[KMGT]iB))`;
const noRoom = new RegExp(`^needs ${amount}, but only ${amount} of ${amount} are free(?:: (.+))?$`, "s");
const noRoomAtAll = new RegExp(`^needs ${amount}, but ${amount} of ${amount} are already in use(?:: (.+))?$`, "s");
const tooLarge = new RegExp(`^needs more memory than the runtime has: it needs ${amount}, the budget is ${amount};`);

/** Why there is not enough memory, and what would free some. */
function noRoomText(reason: string, strings: Strings["memory"], locale: string): string | undefined {
  // In the user's number format.
  const shown = (bytes = "") => bytes.replace(/\d+(\.\d+)?/, (number) => Number(number).toLocaleString(locale, { useGrouping: false }));
  const large = tooLarge.exec(reason);
  if (large) return strings.tooLarge(shown(large[1]), shown(large[2]));
  const free = noRoom.exec(reason);
  const used = noRoomAtAll.exec(reason);
  const [, needed, second, third, advice] = free ?? used ?? [];
  if (!needed) return undefined;
  const what = free ? strings.noRoom(shown(needed), shown(third), shown(second)) : strings.noRoomAtAll(shown(needed), shown(second), shown(third));
  return advice ? `${what}. ${adviceText(advice, strings, locale, shown)}` : what;
}

function adviceText(advice: string, strings: Strings["memory"], locale: string, shown: (bytes: string) => string): string {
  const listed = (models: string) =>
    new Intl.ListFormat(locale).format(models.split(/(?<=\)), | and /).map((model) =>
      model.replace(/ \((.+)\)$/, (_, notes: string) =>
        ` (${notes.split(", ").map((note) => (note === "in use" ? strings.inUse : note === "pinned" ? strings.pinned : shown(note))).join(", ")})`)));
  const [, models, leaving] = /^switch off (?:or unload )?(.+?)(?:; (.+) (?:is|are) being unloaded)?$/s.exec(advice) ?? [];
  if (models) return [strings.toSwitchOff(listed(models)), leaving ? strings.beingUnloaded(listed(leaving)) : ""].filter(Boolean).join(" ");
  const [, left] = /^it waits until (.+) (?:is|are) unloaded$/s.exec(advice) ?? [];
  if (left) return strings.waitsFor(new Intl.ListFormat(locale).format(left.split(/, | and /)));
  const waits = own(strings.waits, advice);
  if (waits) return waits;
  const [, awaited] = /^wait until (.+) (?:is|are) unloaded$/s.exec(advice) ?? [];
  return awaited ? strings.toWaitFor(listed(awaited)) : advice;
}

function own<Value>(strings: Record<string, Value>, key: string): Value | undefined {
  return Object.hasOwn(strings, key) ? strings[key] : undefined;
}
