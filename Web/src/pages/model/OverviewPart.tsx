import { currentLocale, useStrings } from "../../state/language";
import { useStatesOfDay } from "../../state/usage";
import { Fact, Facts } from "../../ui/Facts";
import { formatDuration } from "../../ui/duration";
import { LastDay } from "./LastDay";
import { ModelFacts } from "./ModelFacts";
import type { PartProps } from "./partContents";
import { loadTimesOf } from "./stateSpans";

export function OverviewPart({ model }: PartProps) {
  const strings = useStrings().model;
  if (!model) return null;
  const description = typeof model.meta.description === "string" ? model.meta.description : "";
  return (
    <div className="model-sections">
      {description && <p className="model-text">{description}</p>}
      <LastDay model={model} />
      <div className="model-columns">
        <section aria-labelledby="facts-title">
          <h2 id="facts-title">{strings.facts.title}</h2>
          <ModelFacts model={model} />
        </section>
        <section aria-labelledby="loads-title">
          <h2 id="loads-title">{strings.loads.title}</h2>
          <LoadTimes id={model.id} />
        </section>
      </div>
    </div>
  );
}

function LoadTimes({ id }: { id: string }) {
  const strings = useStrings().model.loads;
  const day = useStatesOfDay(id).value;
  if (!day) return null;
  const times = loadTimesOf(day);
  if (!times) return <p className="muted">{strings.none}</p>;
  const shown = (seconds: number) => formatDuration(seconds, currentLocale());
  return (
    <>
      <Facts>
        <Fact name={strings.last}>{shown(times.last)}</Fact>
        <Fact name={strings.median}>{shown(times.median)}</Fact>
        <Fact name={strings.longest}>{shown(times.longest)}</Fact>
      </Facts>
      <p className="muted">{strings.count(times.count)}</p>
    </>
  );
}
