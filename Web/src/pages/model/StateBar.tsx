import { currentLocale, useWords } from "../../state/language";
import { formatClock } from "../../ui/format";
import { DayAxis } from "./DayAxis";
import { heldWords, placeOn, type DayTime } from "./dayTime";
import { kindOf, spanKinds, timeByKind, type StateSpan } from "./stateSpans";

/** The states of its weights as one bar; the legend says how long each held. */
export function StateBar({ time, spans }: { time: DayTime; spans: StateSpan[] }) {
  const { model: { day: words }, models } = useWords();
  const locale = currentLocale();
  const sums = timeByKind(spans);
  const seen = spanKinds.filter((kind) => spans.some((span) => kindOf(span.moment.state) === kind));
  return (
    <div className="day-chart">
      <h3>{words.states}</h3>
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
      {seen.length === 0 ? <p className="muted">{words.noStates}</p> : (
        <ul className="state-legend">
          {seen.map((kind) => (
            <li key={kind}>
              <span className="state-span" data-kind={kind} aria-hidden="true" />
              {words.kinds[kind]} <span className="muted">{heldWords(sums[kind], locale)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
