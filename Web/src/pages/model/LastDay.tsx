import type { ListedModel } from "../../api/types";
import { useStatesOfDay, useUsageOfDay } from "../../state/day";
import { useStrings } from "../../state/language";
import { DayLists } from "./DayLists";
import { RequestBars } from "./RequestBars";
import { StateBar } from "./StateBar";
import { spansOf } from "./stateSpans";
import { usageOfDay } from "./usageBars";
import { useFreshDay } from "./useFreshDay";

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
          {day && model.base_model_id === null && <p className="field-hint">{strings.presetsCountThemselves}</p>}
          <StateBar time={time} spans={spans} />
          {(spans.length > 0 || day?.busiest) && <DayLists spans={spans} bars={day?.bars ?? []} />}
        </>
      )}
    </section>
  );
}
