import { Link } from "../../frame/Link";
import { useWords } from "../../state/language";
import { modelAddress } from "../models/addresses";
import type { Wanting } from "./wanted";

interface WhyWantedProps {
  model: string;
  wanting: Wanting | undefined;
  problem: string | undefined;
}

/** What is on and needs these weights, to be opened. */
export function WhyWanted({ model, wanting, problem }: WhyWantedProps) {
  const words = useWords().memory;
  if (!wanting) return problem ? <div className="memory-why muted">{words.presetsUnknown} {problem}</div> : null;
  if (wanting.models.length === 0) return null;
  return (
    <>
      <details className="memory-why">
        <summary>{words.standOnIt(wanting.models.length)}</summary>
        <ul>
          {wanting.models.map((each) => (
            <li key={each.id}>
              <Link to={modelAddress(each.id)}>{each.name}</Link>
              {each.id === model && <span className="muted"> {words.itself}</span>}
            </li>
          ))}
        </ul>
      </details>
      {wanting.isBaseOff && <div className="memory-why is-warning">{words.baseIsOff}</div>}
    </>
  );
}
