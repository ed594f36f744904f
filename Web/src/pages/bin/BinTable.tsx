import { useId } from "react";
import type { BinEntry } from "../../api/bin";
import { currentLocale } from "../../state/language";
import { useRights } from "../../state/rights";
import { Button } from "../../ui/Button";
import { Cell, Table } from "../../ui/Table";
import { formatAgo, formatDateTime, formatIn } from "../../ui/format";
import { useBinStrings } from "./binStrings";

interface BinTableProps {
  entries: BinEntry[];
  isBusy: boolean;
  onRestore(entry: BinEntry): void;
  onPurge(entry: BinEntry): void;
}

export function BinTable({ entries, isBusy, onRestore, onPurge }: BinTableProps) {
  const strings = useBinStrings();
  const { columns } = strings;
  return (
    <Table
      caption={strings.caption}
      isBusy={isBusy}
      columns={[
        { name: columns.model }, { name: columns.who }, { name: columns.when, className: "column-short" },
        { name: columns.left, className: "column-short" }, { name: columns.why }, { name: columns.actions, className: "column-action", isHidden: true },
      ]}
    >
      {entries.map((entry) => (
        <BinRow key={entry.version_id} entry={entry} onRestore={() => onRestore(entry)} onPurge={() => onPurge(entry)} />
      ))}
    </Table>
  );
}

function BinRow({ entry, onRestore, onPurge }: { entry: BinEntry; onRestore(): void; onPurge(): void }) {
  const strings = useBinStrings();
  const { isAdmin } = useRights();
  const nameId = useId();
  const locale = currentLocale();
  const moment = new Date(entry.deleted_at * 1000).toISOString();
  return (
    <tr role="row" className="stacked-row">
      <Cell className="stacked-head">
        <strong id={nameId}>{entry.name}</strong> <code className="muted">{entry.id}</code>
        {entry.base_model_id === null
          ? <span className="badge">{strings.baseModel}</span>
          : <div className="muted">{strings.on(entry.base_model_id)}</div>}
      </Cell>
      <Cell label={strings.columns.who}>{entry.deleted_by.name}</Cell>
      <Cell label={strings.columns.when} className="column-short">
        <time dateTime={moment} title={formatDateTime(entry.deleted_at, locale)}>
          {formatAgo(entry.deleted_at, undefined, locale)}
        </time>
      </Cell>
      <Cell label={strings.columns.left} className="column-short"><GoesForGood at={entry.purge_at} /></Cell>
      <Cell label={strings.columns.why}>{entry.reason || strings.noReason}</Cell>
      <Cell className="column-action">
        <Button size="small" aria-describedby={nameId} onClick={onRestore}>{strings.restore}</Button>
        {isAdmin && (
          <Button size="small" look="quiet" className="purge-button" aria-describedby={nameId} onClick={onPurge}>
            {strings.purge.verb}
          </Button>
        )}
      </Cell>
    </tr>
  );
}

function GoesForGood({ at }: { at: number | null }) {
  const strings = useBinStrings();
  const locale = currentLocale();
  if (at === null) return <>{strings.stays}</>;
  return (
    <time dateTime={new Date(at * 1000).toISOString()} title={formatDateTime(at, locale)}>
      {at <= Date.now() / 1000 ? strings.leftNow : strings.left(formatIn(at, undefined, locale))}
    </time>
  );
}
