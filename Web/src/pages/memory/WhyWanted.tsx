import { Link } from "../../frame/Link";
import { useStrings } from "../../state/language";
import { modelAddress } from "../models/addresses";
import type { Wanting } from "./wanted";

interface WhyWantedProps {
  model: string;
  wanting: Wanting | undefined;
  problem: string | undefined;
}

/** The active models that need these weights, folded. */
export function WhyWanted({ model, wanting, problem }: WhyWantedProps) {
  const strings = useStrings().memory;
  if (!wanting) return problem ? <div className="memory-why muted">{strings.presetsUnknown} {problem}</div> : null;
  if (wanting.models.length === 0) return null;
  return (
    <>
      <details className="memory-why">
        <summary>{strings.standOnIt(wanting.models.length)}</summary>
        <ul>
          {wanting.models.map((each) => (
            <li key={each.id}>
              <Link to={modelAddress(each.id)}>{each.name}</Link>
              {each.id === model && <span className="muted"> {strings.itself}</span>}
            </li>
          ))}
        </ul>
      </details>
      {wanting.isBaseOff && <div className="memory-why is-warning">{strings.baseIsOff}</div>}
    </>
  );
}
