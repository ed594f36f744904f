import type { ReactNode } from "react";
import type { TrailEntry, TrailFilters, TrailNames } from "../../api/audit";
import { Link } from "../../frame/Link";
import { currentLocale, useStrings } from "../../state/language";
import { Button } from "../../ui/Button";
import { formatDateTime } from "../../ui/format";
import { principalOf } from "../history/auditTrail";
import { historyOf, kindText, outcomeText } from "./catalogue";
import { isModel, thingName } from "./names";
import { factsOf } from "./trailText";

interface CircumstancesProps {
  entry: TrailEntry;
  names: TrailNames;
  onFilter(filters: TrailFilters): void;
}

export function Circumstances({ entry, names, onFilter }: CircumstancesProps) {
  const { entry: strings, columns } = useStrings().audit;
  const thing = thingName(entry, names);
  return (
    <section aria-labelledby="facts-title">
      <h3 id="facts-title">{strings.facts}</h3>
      <dl className="facts">
        <Fact name={strings.description}>{entry.description}</Fact>
        <Fact name={columns.outcome}>{outcomeText(entry.outcome)}</Fact>
        <Fact name={strings.time}>{formatDateTime(entry.created_at, currentLocale())}</Fact>
        <Fact name={strings.who}><Named name={principalOf(entry)} id={entry.user_id} /></Fact>
        <Fact name={strings.thing}>{kindText(entry.entity_type)} <Named name={thing} id={entry.entity_id} /></Fact>
        <Fact name={strings.index}>{entry.index ?? strings.notYet}</Fact>
        {factsOf(entry, names).map(([name, value]) => <Fact key={name} name={name}><span className="value">{value}</span></Fact>)}
      </dl>
      <div className="section-row">
        <Button size="small" onClick={() => onFilter({ user_id: entry.user_id })}>{strings.allBy(principalOf(entry))}</Button>
        <Button size="small" onClick={() => onFilter({ entity_type: entry.entity_type, entity_id: entry.entity_id })}>
          {strings.allAbout(thing || kindText(entry.entity_type))}
        </Button>
        {isModel(entry) && <Link to={historyOf(entry)}>{strings.history}</Link>}
      </div>
    </section>
  );
}

/** The name with its ID, for searching elsewhere. */
function Named({ name, id }: { name: string; id: string }) {
  return <>{name !== id && name} <code>{id}</code></>;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return <div><dt>{name}</dt><dd>{children}</dd></div>;
}
