import { useEffect } from "react";
import type { ListedModel, Model } from "../../api/types";
import { currentLocale, useStrings } from "../../state/language";
import { auditDelays } from "../../state/memory";
import { useResidencySnapshot } from "../../state/residency";
import { refreshDay, useStatesOfDay, useUsageOfDay } from "../../state/usage";
import { formatClock } from "../../ui/format";
import { weightsOf } from "../models/modelStatus";
import { DayLists } from "./DayLists";
import { type DayTime, heldText, placeOn } from "./dayTime";
import { kindOf, spanKinds, spansOf, type StateSpan, timeByKind } from "./stateSpans";
import { usageOfDay, type UsageOfDay } from "./usageBars";
import { useAfterChange } from "./useAfterChange";

/** Requests and states of the weights on one time axis. */
export function LastDay({ model }: { model: ListedModel }) {
  const strings = useStrings().model.day;
  const states = useStatesOfDay(model.id);
  const usage = useUsageOfDay(model.id);
  useFreshDay(model);
  const problem = states.error ?? usage.error;
  // The answer with the states ends now.
  const time = states.value ?? usage.value;
  const spans = states.value ? spansOf(states.value) : [];
  const day = usage.value && usageOfDay(usage.value, model.id, Date.now() / 1000);
  return (
    <section className="last-day" aria-labelledby="day-title" aria-busy={!time || undefined}>
      <h2 id="day-title">{strings.title}</h2>
      {problem && <p role="alert" className="inline-problem">{strings.notLoaded(problem)}</p>}
      {time && (
        <>
          {day && <RequestBars time={time} day={day} />}
          {day && model.base_model_id === null && <p className="field-hint">{strings.presetsCountedSeparately}</p>}
          <StateBar time={time} spans={spans} />
          {(spans.length > 0 || day?.busiest) && <DayLists spans={spans} bars={day?.bars ?? []} />}
        </>
      )}
    </section>
  );
}

/** The states of the weights as one bar; the legend gives the duration of each. */
function StateBar({ time, spans }: { time: DayTime; spans: StateSpan[] }) {
  const { model: { day: strings }, models } = useStrings();
  const locale = currentLocale();
  const sums = timeByKind(spans);
  const seen = spanKinds.filter((kind) => spans.some((span) => kindOf(span.moment.state) === kind));
  return (
    <div className="day-chart">
      <h3>{strings.states}</h3>
      <div className="state-bar" aria-hidden="true">
        {spans.map((span, index) => (
          <span
            key={index}
            className="state-span"
            data-kind={kindOf(span.moment.state)}
            style={placeOn(time, span.from, span.to)}
            title={`${formatClock(span.from, locale)}–${formatClock(span.to, locale)}: ${models.states[span.moment.state]}`}
          />
        ))}
      </div>
      <DayAxis time={time} />
      {seen.length === 0 ? <p className="muted">{strings.noStates}</p> : (
        <ul className="state-legend">
          {seen.map((kind) => (
            <li key={kind}>
              <span className="state-span" data-kind={kind} aria-hidden="true" />
              {strings.kinds[kind]} <span className="muted">{heldText(sums[kind], locale)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

const marks = [0, 0.25, 0.5, 0.75] as const;

function DayAxis({ time }: { time: DayTime }) {
  const strings = useStrings().model.day;
  const locale = currentLocale();
  return (
    <div className="day-axis" aria-hidden="true">
      {marks.map((share) => <span key={share}>{formatClock(time.from + share * (time.to - time.from), locale)}</span>)}
      <span>{strings.now}</span>
    </div>
  );
}

/** Requests per 15 minutes, errors below. The text gives totals, the tables each bar. */
function RequestBars({ time, day }: { time: DayTime; day: UsageOfDay }) {
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

const everyMilliseconds = 30_000;

/** Refreshes when the state of the weights changes, and regularly while the page is visible. */
function useFreshDay(model: Pick<Model, "id" | "base_model_id" | "is_active">): void {
  const residency = useResidencySnapshot().byBaseModel.get(weightsOf(model));
  useAfterChange(`${residency?.state} ${residency?.since}`, () => void refreshDay(), auditDelays);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void refreshDay();
    }, everyMilliseconds);
    return () => clearInterval(timer);
  }, []);
}
