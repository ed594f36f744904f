import type { TrailEntry, TrailNames } from "../../api/audit";
import { Link } from "../../frame/Link";
import { currentLocale, useStrings } from "../../state/language";
import { Button } from "../../ui/Button";
import { Cell } from "../../ui/Cell";
import { formatDateTime } from "../../ui/format";
import { actionText, principalOf, whyOf } from "../history/auditTrail";
import { historyOf, kindText, outcomeText } from "./catalogue";
import { isModel, thingName } from "./names";
import { changesIn } from "./trailText";

interface AuditRowProps {
  entry: TrailEntry;
  names: TrailNames;
  onOpen(): void;
}

const fieldsNamed = 4;

export function AuditRow({ entry, names, onOpen }: AuditRowProps) {
  const strings = useStrings().audit;
  const time = formatDateTime(entry.created_at, currentLocale());
  const [what, thing, why] = [actionText(entry.action), thingName(entry, names), whyOf(entry)];
  const fields = changesIn(entry, names).map((change) => change.label);
  return (
    <tr role="row" className="stacked-row audit-row">
      <Cell className="column-time">
        <time dateTime={new Date(entry.created_at * 1000).toISOString()}>{time}</time>
      </Cell>
      <Cell className="stacked-head">
        <strong title={entry.action}>{what}</strong>
        {why && <div className="muted">{why}</div>}
        {!why && fields.length > 0 && (
          <div className="muted">{fields.slice(0, fieldsNamed).join(", ")}{fields.length > fieldsNamed && " …"}</div>
        )}
      </Cell>
      <Cell label={strings.columns.who}><span title={entry.user_id}>{principalOf(entry)}</span></Cell>
      <Cell label={strings.columns.thing}>
        {kindText(entry.entity_type)}{" "}
        {isModel(entry)
          ? <Link to={historyOf(entry)} title={entry.entity_id}>{thing}</Link>
          : <span title={entry.entity_id}>{thing}</span>}
      </Cell>
      <Cell label={strings.columns.outcome} className="column-outcome">
        <span className={`outcome outcome-${entry.outcome}`}>{outcomeText(entry.outcome)}</span>
      </Cell>
      <Cell className="column-action">
        <Button size="small" look="quiet" aria-haspopup="dialog" aria-label={strings.details(what, thing, time)} onClick={onOpen}>
          {strings.columns.details}
        </Button>
      </Cell>
    </tr>
  );
}
