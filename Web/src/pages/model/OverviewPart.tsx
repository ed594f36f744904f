import { useStrings } from "../../state/language";
import { LastDay } from "./LastDay";
import { LoadTimes } from "./LoadTimes";
import { ModelFacts } from "./ModelFacts";
import type { PartProps } from "./partContents";

export function OverviewPart({ model }: PartProps) {
  const strings = useStrings().model;
  if (!model) return null;
  const description = typeof model.meta.description === "string" ? model.meta.description : "";
  return (
    <div className="model-sections">
      {description && <p className="model-words">{description}</p>}
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
