import { useId } from "react";
import type { BinEntry } from "../../api/bin";
import { currentLocale, useWords } from "../../state/language";
import { useRights } from "../../state/rights";
import { Button } from "../../ui/Button";
import { formatAgo, formatDateTime, formatIn } from "../../ui/format";
import { Table } from "../../ui/Table";
import { Cell } from "../../ui/Cell";

interface BinTableProps {
  entries: BinEntry[];
  isBusy: boolean;
  onRestore(entry: BinEntry): void;
  onPurge(entry: BinEntry): void;
}

export function BinTable({ entries, isBusy, onRestore, onPurge }: BinTableProps) {
  const words = useWords().bin;
  const { columns } = words;
  return (
    <Table
      caption={words.caption}
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
  const words = useWords().bin;
  const { isAdmin } = useRights();
  const nameId = useId();
  const locale = currentLocale();
  const moment = new Date(entry.deleted_at * 1000).toISOString();
  return (
    <tr role="row" className="stacked-row">
      <Cell className="stacked-head">
        <strong id={nameId}>{entry.name}</strong> <code className="muted">{entry.id}</code>
        {entry.base_model_id === null
          ? <span className="badge">{words.baseModel}</span>
          : <div className="muted">{words.on(entry.base_model_id)}</div>}
      </Cell>
      <Cell label={words.columns.who}>{entry.deleted_by.name}</Cell>
      <Cell label={words.columns.when} className="column-short">
        <time dateTime={moment} title={formatDateTime(entry.deleted_at, locale)}>
          {formatAgo(entry.deleted_at, undefined, locale)}
        </time>
      </Cell>
      <Cell label={words.columns.left} className="column-short"><GoesForGood at={entry.purge_at} /></Cell>
      <Cell label={words.columns.why}>{entry.reason || words.noReason}</Cell>
      <Cell className="column-action">
        <Button size="small" aria-describedby={nameId} onClick={onRestore}>{words.restore}</Button>
        {isAdmin && (
          <Button size="small" look="quiet" className="purge-button" aria-describedby={nameId} onClick={onPurge}>
            {words.purge.verb}
          </Button>
        )}
      </Cell>
    </tr>
  );
}

function GoesForGood({ at }: { at: number | null }) {
  const words = useWords().bin;
  const locale = currentLocale();
  if (at === null) return <>{words.stays}</>;
  return (
    <time dateTime={new Date(at * 1000).toISOString()} title={formatDateTime(at, locale)}>
      {at <= Date.now() / 1000 ? words.dueNow : words.left(formatIn(at, undefined, locale))}
    </time>
  );
}
