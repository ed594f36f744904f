import type { SkippedFile, Weights, WeightsUser } from "../../api/weights";
import { Link } from "../../frame/Link";
import { currentLocale } from "../../state/language";
import { useVerifying } from "../../state/weights";
import { Button } from "../../ui/Button";
import { Cell, Table } from "../../ui/Table";
import { formatBytes } from "../../ui/format";
import { digestText, factTexts, problemText } from "./weightsText";
import { useWeightsStrings } from "./weightsStrings";

interface WeightsTableProps {
  items: Weights[];
  onVerify(item: Weights): void;
  onDelete(item: Weights): void;
}

export function WeightsTable({ items, onVerify, onDelete }: WeightsTableProps) {
  const { columns, list } = useWeightsStrings();
  return (
    <Table
      caption={list}
      columns={[
        { name: columns.weights }, { name: columns.size, className: "column-short" }, { name: columns.digest, className: "column-short" },
        { name: columns.models }, { name: columns.actions, className: "column-action", isHidden: true },
      ]}
    >
      {items.map((item) => (
        <WeightsRow
          key={`${item.runtimes.join(" ")} ${item.name}`} item={item}
          onVerify={() => onVerify(item)} onDelete={() => onDelete(item)}
        />
      ))}
    </Table>
  );
}

function WeightsRow({ item, onVerify, onDelete }: { item: Weights; onVerify(): void; onDelete(): void }) {
  const strings = useWeightsStrings();
  const isVerifying = useVerifying().has(item.id);
  const locale = currentLocale();
  const problem = problemText(item, strings);
  const source = item.files.find((file) => file.origin?.source)?.origin?.source;
  return (
    <tr role="row" className="stacked-row">
      <Cell className="stacked-head">
        <strong>{item.id}</strong>
        <div className="muted">{factTexts(item, strings, locale).join(" · ")}</div>
        <div className="muted">
          {item.files.length > 0 ? item.files.map((file) => file.path).join(", ") : strings.onRuntime(item.runtimes.join(", "))}
        </div>
        {source && <div className="muted">{strings.from(source)}</div>}
        {item.clashes_with && <div className="muted">{strings.clash(item.clashes_with)}</div>}
        {problem && <div className="state-note is-warning">{problem}</div>}
      </Cell>
      <Cell label={strings.columns.size} className="column-short">{item.bytes === null ? "–" : formatBytes(item.bytes, locale)}</Cell>
      <Cell label={strings.columns.digest} className="column-short">
        <code title={item.sha256 ?? undefined}>{digestText(item, strings)}</code>
      </Cell>
      <Cell label={strings.columns.models} className="weights-models">
        {item.models.length === 0 ? strings.unused : <Users models={item.models} />}
      </Cell>
      <Cell className="column-action">
        {item.files.length > 0 && (
          <>
            <Button size="small" disabled={isVerifying} aria-label={strings.verifyOf(item.id)} onClick={onVerify}>
              {isVerifying ? strings.verifying : strings.verify}
            </Button>
            <Button size="small" look="quiet" aria-label={strings.deleteOf(item.id)} onClick={onDelete}>{strings.delete}</Button>
          </>
        )}
      </Cell>
    </tr>
  );
}

function Users({ models }: { models: WeightsUser[] }) {
  const strings = useWeightsStrings();
  return (
    <>
      {models.map(({ id, name, use }) => (
        <div key={`${use} ${id}`}>
          <Link to={`/models/overview?id=${encodeURIComponent(id)}`}>{name}</Link>
          {use !== "weights" && <span className="muted"> ({strings.uses[use]})</span>}
        </div>
      ))}
    </>
  );
}

export function SkippedTable({ files, onDelete }: { files: SkippedFile[]; onDelete(path: string): void }) {
  const strings = useWeightsStrings();
  if (files.length === 0) return null;
  return (
    <section aria-label={strings.skipped}>
      <h2>{strings.skipped}</h2>
      <Table
        caption={strings.skipped}
        columns={[
          { name: strings.columns.file }, { name: strings.columns.size, className: "column-short" },
          { name: strings.columns.why }, { name: strings.columns.models }, { name: strings.columns.actions, className: "column-action", isHidden: true },
        ]}
      >
        {files.map((file) => (
          <tr key={file.file} role="row" className="stacked-row">
            <Cell className="stacked-head"><strong>{file.file}</strong></Cell>
            <Cell label={strings.columns.size} className="column-short">{file.bytes === null ? "–" : formatBytes(file.bytes, currentLocale())}</Cell>
            <Cell label={strings.columns.why}>{file.reason}</Cell>
            <Cell label={strings.columns.models} className="weights-models">
              {file.models.length === 0 ? strings.unused : <Users models={file.models} />}
            </Cell>
            <Cell className="column-action">
              {file.may_delete && file.code !== "arriving" && (
                <Button size="small" look="quiet" aria-label={strings.deleteOf(file.file)} onClick={() => onDelete(file.file)}>{strings.delete}</Button>
              )}
            </Cell>
          </tr>
        ))}
      </Table>
    </section>
  );
}
