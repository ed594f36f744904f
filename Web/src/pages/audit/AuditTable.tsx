import { useState } from "react";
import type { TrailEntry, TrailFilters, TrailNames } from "../../api/audit";
import { messageOf } from "../../api/request";
import { Link } from "../../frame/Link";
import { loadOlder } from "../../state/audit";
import { currentLocale } from "../../state/language";
import { showToast } from "../../state/toasts";
import { Button } from "../../ui/Button";
import { Cell, Table } from "../../ui/Table";
import { formatDateTime } from "../../ui/format";
import { useIsMounted } from "../../ui/useIsMounted";
import { doneText, principalOf, whyOf } from "../history/auditTrail";
import { historyOf, kindText, outcomeText } from "./actionGroups";
import { isModel, thingName } from "./names";
import type { TrailList } from "./trailList";
import { changesIn } from "./trailText";
import { useAuditStrings } from "./auditStrings";

interface AuditTableProps {
  list: TrailList;
  filters: TrailFilters;
  names: TrailNames;
  isBusy: boolean;
  onOpen(id: string): void;
  /** @param shown how many there are then */
  onMore?(shown: number): void;
}

export function AuditTable({ list, filters, names, isBusy, onOpen, onMore }: AuditTableProps) {
  const strings = useAuditStrings();
  const [isLoadingMore, setLoadingMore] = useState(false);
  const isThere = useIsMounted();
  const more = async () => {
    setLoadingMore(true);
    try {
      const added = await loadOlder(list, filters);
      // The answer may arrive after the page has changed.
      if (isThere.current) onMore?.(list.items.length + added);
    } catch (error) {
      showToast({ kind: "problem", text: messageOf(error) });
    } finally {
      setLoadingMore(false);
    }
  };
  return (
    <>
      <Table
        caption={strings.caption}
        isBusy={isBusy}
        columns={[
          { name: strings.columns.time, className: "column-time" },
          { name: strings.columns.what },
          { name: strings.columns.who, className: "column-who" },
          { name: strings.columns.target, className: "column-thing" },
          { name: strings.columns.outcome, className: "column-outcome" },
          { name: strings.columns.details, className: "column-action", isHidden: true },
        ]}
      >
        {list.items.map((entry) => (
          <AuditRow key={entry.id} entry={entry} names={names} onOpen={() => onOpen(entry.id)} />
        ))}
      </Table>
      {list.next !== null && (
        <Button className="more" disabled={isLoadingMore || isBusy} onClick={() => void more()}>
          {isLoadingMore ? strings.isLoadingMore : strings.showMore}
        </Button>
      )}
    </>
  );
}

interface AuditRowProps {
  entry: TrailEntry;
  names: TrailNames;
  onOpen(): void;
}

const fieldsNamed = 4;

function AuditRow({ entry, names, onOpen }: AuditRowProps) {
  const strings = useAuditStrings();
  const time = formatDateTime(entry.created_at, currentLocale());
  const [what, thing, why] = [doneText(entry), thingName(entry, names), whyOf(entry)];
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
      <Cell label={strings.columns.target}>
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
