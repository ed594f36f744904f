import { currentLocale, useStrings } from "../../state/language";
import { formatClock } from "../../ui/format";
import type { DayTime } from "./dayTime";

const marks = [0, 0.25, 0.5, 0.75] as const;

export function DayAxis({ time }: { time: DayTime }) {
  const strings = useStrings().model.day;
  const locale = currentLocale();
  return (
    <div className="day-axis" aria-hidden="true">
      {marks.map((share) => <span key={share}>{formatClock(time.from + share * (time.to - time.from), locale)}</span>)}
      <span>{strings.now}</span>
    </div>
  );
}
