import { currentLocale, useStrings } from "../../state/language";
import { StateMark } from "../../ui/StateMark";
import { Cell, Table } from "../../ui/Table";
import { formatMoment } from "../../ui/format";
import { causeText } from "../memory/causeText";
import { heldText } from "./dayTime";
import type { StateSpan } from "./stateSpans";
import type { UsageBar } from "./usageBars";

/** The data of the charts as tables, newest first. */
export function DayLists({ spans, bars }: { spans: StateSpan[]; bars: UsageBar[] }) {
  const strings = useStrings().model.day;
  return (
    <details className="day-lists">
      <summary>{strings.asTables}</summary>
      {spans.length > 0 && <StateTable spans={spans} />}
      {bars.some((bar) => bar.requests > 0) && <RequestTable bars={bars} />}
    </details>
  );
}

function StateTable({ spans }: { spans: StateSpan[] }) {
  const { model: { day: strings }, models, memory } = useStrings();
  const { columns } = strings;
  const locale = currentLocale();
  const why = ({ moment: { reason, cause } }: StateSpan) =>
    [reason, cause].filter((each): each is string => !!each).map((each) => causeText(each, memory)).join(" · ");
  return (
    <Table
      caption={strings.statesTable}
      columns={[
        { name: columns.state }, { name: columns.from, className: "column-short" },
        { name: columns.lasted, className: "column-short" }, { name: columns.why },
      ]}
    >
      {[...spans].reverse().map((span, index) => (
        <tr key={index} role="row" className="stacked-row">
          <Cell className="stacked-head"><StateMark state={span.moment.state}>{models.states[span.moment.state]}</StateMark></Cell>
          <Cell label={columns.from} className="column-short">{formatMoment(span.from, locale)}</Cell>
          <Cell label={columns.lasted} className="column-short">{heldText(span.to - span.from, locale)}</Cell>
          <Cell label={columns.why}>{why(span)}</Cell>
        </tr>
      ))}
    </Table>
  );
}

function RequestTable({ bars }: { bars: UsageBar[] }) {
  const strings = useStrings().model.day;
  const { columns } = strings;
  const locale = currentLocale();
  return (
    <Table
      caption={strings.requestsTable}
      columns={[{ name: columns.from }, { name: columns.requests }, { name: columns.errors }]}
    >
      {bars.filter((bar) => bar.requests > 0).reverse().map((bar) => (
        <tr key={bar.from} role="row" className="stacked-row">
          <Cell className="stacked-head">
            {formatMoment(bar.from, locale)}{bar.isRunning && <span className="badge">{strings.soFar}</span>}
          </Cell>
          <Cell label={columns.requests}>{bar.requests.toLocaleString(locale)}</Cell>
          <Cell label={columns.errors}>{bar.errors.toLocaleString(locale)}</Cell>
        </tr>
      ))}
    </Table>
  );
}
