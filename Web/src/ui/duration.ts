const steps: [unit: string, seconds: number][] = [["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]];

/** "0.25 sec", "12 sec", "2 min 5 sec": the largest unit and the next. Below ten seconds two digits. */
export function formatDuration(seconds: number, locale = "en"): string {
  const inUnit = (value: number, unit: string, digits = 0) =>
    new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: digits }).format(value);
  if (seconds < 59.5) return inUnit(seconds, "second", seconds < 0.995 ? 2 : seconds < 9.95 ? 1 : 0);
  let rest = Math.round(seconds);
  const first = steps.findIndex(([, length]) => rest >= length);
  const parts: string[] = [];
  for (const [unit, length] of steps.slice(first, first + 2)) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0) parts.push(inUnit(count, unit));
  }
  return parts.join(" ");
}
