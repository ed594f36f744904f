import { formatDuration } from "../../ui/duration";

/** The period that a chart shows, in seconds since 1970. */
export interface DayTime {
  from: number;
  to: number;
}

/** Position on the axis, clipped to the window, as a CSS percentage. */
export function placeOn(time: DayTime, from: number, to: number): { left: string; width: string } {
  const share = (at: number) => (100 * (Math.min(Math.max(at, time.from), time.to) - time.from)) / (time.to - time.from);
  const left = share(from);
  return { left: `${left}%`, width: `${share(to) - left}%` };
}

/** A duration; the server sends whole seconds. */
export const heldText = (seconds: number, locale: string): string =>
  seconds < 1 ? `< ${formatDuration(1, locale)}` : formatDuration(seconds, locale);
