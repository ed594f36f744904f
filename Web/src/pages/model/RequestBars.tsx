import { currentLocale, useStrings } from "../../state/language";
import { formatClock } from "../../ui/format";
import { placeOn, type DayTime } from "./dayTime";
import type { UsageOfDay } from "./usageBars";

/** Requests per 15 minutes, errors below. The text gives totals, the tables each bar. */
export function RequestBars({ time, day }: { time: DayTime; day: UsageOfDay }) {
  const strings = useStrings().model.day;
  const locale = currentLocale();
  const clock = (at: number) => formatClock(at, locale);
  const figures = (count: number) => count.toLocaleString(locale);
  const asked = (count: number) => strings.asked(count, figures(count));
  const failed = (count: number) => strings.failed(count, figures(count));
  const { busiest } = day;
  return (
    <div className="day-chart">
      <h3>
        {strings.requests}{" "}
        <span className="day-sum">
          {day.requests === 0 ? strings.noRequests : asked(day.requests)}
          {day.errors > 0 && <>, <span className="is-problem">{failed(day.errors)}</span></>}
          {busiest && <> · {strings.busiest(figures(busiest.requests), clock(busiest.from))}</>}
        </span>
      </h3>
      <div className="request-bars" aria-hidden="true">
        {day.bars.filter((bar) => bar.requests > 0).map((bar) => (
          <span
            key={bar.from}
            className={`request-bar ${bar.isRunning ? "is-running" : ""}`}
            style={{ ...placeOn(time, bar.from, bar.to), height: `${(100 * bar.requests) / (busiest?.requests ?? 1)}%` }}
            title={strings.bar(clock(bar.from), bar.isRunning ? strings.now : clock(bar.to), asked(bar.requests), failed(bar.errors))}
          >
            <span className="request-errors" style={{ height: `${(100 * bar.errors) / bar.requests}%` }} />
          </span>
        ))}
      </div>
      {day.bars.some((bar) => bar.isRunning && bar.requests > 0) && <p className="field-hint">{strings.stillCounting}</p>}
    </div>
  );
}
