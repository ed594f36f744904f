import { currentLocale, useStrings } from "../../state/language";
import { formatClock } from "../../ui/format";
import { DayAxis } from "./DayAxis";
import { heldText, placeOn, type DayTime } from "./dayTime";
import { kindOf, spanKinds, timeByKind, type StateSpan } from "./stateSpans";

/** The states of the weights as one bar; the legend gives the duration of each. */
export function StateBar({ time, spans }: { time: DayTime; spans: StateSpan[] }) {
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
