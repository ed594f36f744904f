import { formatDuration } from "../../ui/duration";

/** The stretch of time that a chart shows, in seconds since 1970. */
export interface DayTime {
  from: number;
  to: number;
}

/** Where something stands on the axis, cut to what is shown, in percent for a style. */
export function placeOn(time: DayTime, from: number, to: number): { left: string; width: string } {
  const share = (at: number) => (100 * (Math.min(Math.max(at, time.from), time.to) - time.from)) / (time.to - time.from);
  const left = share(from);
  return { left: `${left}%`, width: `${share(to) - left}%` };
}

/** How long something held; the server tells whole seconds. */
export const heldText = (seconds: number, locale: string): string =>
  seconds < 1 ? `< ${formatDuration(1, locale)}` : formatDuration(seconds, locale);
