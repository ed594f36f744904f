import { currentLocale } from "../../state/language";
import type { Words } from "../../words";

/** What the server gives as a cause or reason, in the page's language; what it does not know stays as it is. */
export function spoken(cause: string, words: Words["memory"], locale = currentLocale()): string {
  const room = spokenOfRoom(cause, words, locale);
  if (room) return room;
  const [, act, model] = /^model\.(\w+) of (.+)$/s.exec(cause) ?? [];
  if (act && model) return own(words.acts, act)?.(model) ?? cause;
  const [, time] = /^not used for (.+)$/.exec(cause) ?? [];
  if (time) return words.notUsedFor(time);
  return own(words.causes, cause) ?? cause;
}

const amount = String.raw`(\d[\d.]* (?:bytes|[KMGT]iB))`;
const noRoom = new RegExp(`^needs ${amount}, but of the runtime's ${amount} only ${amount} are free(?:: (.+))?$`, "s");
const noRoomAtAll = new RegExp(`^needs ${amount}, but ${amount} of the runtime's ${amount} are in use already(?:: (.+))?$`, "s");
const tooLarge = new RegExp(`^needs more than the runtime's whole memory: it needs ${amount} of ${amount};`);

/** Why there is no room, and what would make some. */
function spokenOfRoom(reason: string, words: Words["memory"], locale: string): string | undefined {
  // The decimal point of the reader.
  const shown = (bytes = "") => bytes.replace(/\d+(\.\d+)?/, (number) => Number(number).toLocaleString(locale, { useGrouping: false }));
  const large = tooLarge.exec(reason);
  if (large) return words.tooLarge(shown(large[1]), shown(large[2]));
  const free = noRoom.exec(reason);
  const used = noRoomAtAll.exec(reason);
  const [, needed, second, third, advice] = free ?? used ?? [];
  if (!needed) return undefined;
  const what = free ? words.noRoom(shown(needed), shown(second), shown(third)) : words.noRoomAtAll(shown(needed), shown(second), shown(third));
  return advice ? `${what}. ${spokenAdvice(advice, words, locale, shown)}` : what;
}

function spokenAdvice(advice: string, words: Words["memory"], locale: string, shown: (bytes: string) => string): string {
  const listed = (models: string) =>
    new Intl.ListFormat(locale).format(models.split(/(?<=\)), | and /).map((model) =>
      model.replace(/ \((.+)\)$/, (_, notes: string) =>
        ` (${notes.split(", ").map((note) => (note === "in use" ? words.inUse : note === "pinned" ? words.pinned : shown(note))).join(", ")})`)));
  const [, models, leaving] = /^switch off (.+?)(?:; (.+) (?:is|are) being unloaded)?$/s.exec(advice) ?? [];
  if (models) return [words.toSwitchOff(listed(models)), leaving ? words.beingUnloaded(listed(leaving)) : ""].filter(Boolean).join(" ");
  const [, awaited] = /^wait until (.+) (?:is|are) unloaded$/s.exec(advice) ?? [];
  return awaited ? words.toWaitFor(listed(awaited)) : advice;
}

function own<Value>(words: Record<string, Value>, key: string): Value | undefined {
  return Object.hasOwn(words, key) ? words[key] : undefined;
}
