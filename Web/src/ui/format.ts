import { currentLocale } from "../state/language";

const units = ["B", "KiB", "MiB", "GiB", "TiB"];

/** Binary units, like the budget in the configuration; at most three digits. */
export function formatBytes(bytes: number | null | undefined, locale = currentLocale()): string {
  if (bytes === null || bytes === undefined) return "";
  let value = bytes;
  let unit = 0;
  while (value >= 1023.5 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.5 ? 0 : value >= 9.95 ? 1 : 2;
  const figures = value.toLocaleString(locale, { maximumFractionDigits: digits, useGrouping: false });
  return `${figures} ${units[unit]}`;
}

/** 12,345 */
export function formatCount(count: number, locale = currentLocale()): string {
  return new Intl.NumberFormat(locale).format(count);
}

export function formatTime(seconds: number, locale = currentLocale()): string {
  return new Date(seconds * 1000).toLocaleTimeString(locale);
}

/** Hours and minutes. */
export function formatClock(seconds: number, locale = currentLocale()): string {
  return unbroken(new Date(seconds * 1000).toLocaleTimeString(locale, { timeStyle: "short" }));
}

/** In a narrow column "AM" stays with its time. */
const unbroken = (time: string) => time.replace(/\s(?=[AP]M\b)/, "\u00a0");

export function formatDateTime(seconds: number, locale = currentLocale()): string {
  return new Date(seconds * 1000).toLocaleString(locale, { dateStyle: "medium", timeStyle: "medium" });
}

export function formatDate(seconds: number, locale = currentLocale()): string {
  return new Date(seconds * 1000).toLocaleDateString(locale, { dateStyle: "medium" });
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [["minute", 60], ["hour", 3600], ["day", 86_400]];
const longestAgoDays = 14;

/** "now", "5 minutes ago", "yesterday"; after two weeks the date. */
export function formatAgo(seconds: number, now: number = Date.now() / 1000, locale = currentLocale()): string {
  const age = now - seconds;
  if (age > longestAgoDays * 86_400) return formatDate(seconds, locale);
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  if (age < 60) return relative.format(0, "second");
  const [unit, length] = [...steps].reverse().find(([, each]) => age >= each) ?? ["minute", 60];
  // "Yesterday" is a calendar day.
  if (unit === "day") return relative.format(-Math.round((midnight(now) - midnight(seconds)) / 86_400), unit);
  return relative.format(-Math.floor(age / length), unit);
}

/** The beginning of the day in the user's time zone, in seconds. */
const midnight = (seconds: number): number => new Date(seconds * 1000).setHours(0, 0, 0, 0) / 1000;

/** "in 12 days", "in 3 hours": the remaining time in the largest fitting unit, at least a minute. */
export function formatIn(seconds: number, now: number = Date.now() / 1000, locale = currentLocale()): string {
  const left = seconds - now;
  const [unit, length] = [...steps].reverse().find(([, each]) => left >= each) ?? ["minute", 60];
  return new Intl.RelativeTimeFormat(locale).format(Math.max(1, Math.floor(left / length)), unit);
}

/** The time of day; with its date if it is not today. */
export function formatMoment(seconds: number, locale = currentLocale(), now: number = Date.now() / 1000): string {
  const time = new Date(seconds * 1000);
  const isToday = time.toDateString() === new Date(now * 1000).toDateString();
  return unbroken(time.toLocaleString(locale, isToday ? { timeStyle: "short" } : { dateStyle: "short", timeStyle: "short" }));
}
