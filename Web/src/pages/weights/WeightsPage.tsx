import { useState } from "react";
import { messageOf } from "../../api/request";
import { purgeWeights, restoreWeights, type DeletedWeights, type Weights } from "../../api/weights";
import { currentLocale, useStrings } from "../../state/language";
import { showToast } from "../../state/toasts";
import {
  changeWeights, refreshWeights, upload, useDeletedWeights, useDownloads, useUploading, useWeights, verify,
} from "../../state/weights";
import { Button } from "../../ui/Button";
import { FormDialog } from "../../ui/FormDialog";
import { EmptyState, ErrorState, LoadingRows } from "../../ui/ListState";
import { Cell, Table } from "../../ui/Table";
import { chooseFile } from "../../ui/files";
import { formatBytes, formatDateTime } from "../../ui/format";
import { DownloadList } from "./DownloadList";
import { DeleteDialog, DownloadDialog } from "./WeightsDialogs";
import { SkippedTable, WeightsTable } from "./WeightsTable";
import { problemText } from "./weightsText";
import { useWeightsStrings } from "./weightsStrings";

type Asking = { kind: "download" } | { kind: "delete"; id: string } | { kind: "purge"; entry: DeletedWeights };

export function WeightsPage() {
  const strings = useWeightsStrings();
  const title = useStrings().frame.pages.weights;
  const weights = useWeights();
  const downloads = useDownloads();
  const deleted = useDeletedWeights();
  const [asking, setAsking] = useState<Asking>();
  const locale = currentLocale();
  const list = weights.value;

  const check = async (item: Weights) => {
    try {
      const problem = problemText(await verify(item.id), strings);
      showToast({ subject: item.id, kind: problem ? "problem" : undefined, text: `${item.id}: ${problem ?? strings.unchanged}` });
    } catch (error) {
      showToast({ subject: item.id, kind: "problem", text: messageOf(error) });
    }
  };
  const close = () => setAsking(undefined);

  return (
    <main className="page" id="main" tabIndex={-1}>
      <header className="page-head">
        <h1>{title}</h1>
        <span className="page-count">{list ? list.items.length : ""}</span>
        {list?.space && (
          <div className="weights-actions">
            <Button onClick={() => chooseFile(".gguf", (file) => void upload(file))}>{strings.upload}</Button>
            <Button look="primary" onClick={() => setAsking({ kind: "download" })}>{strings.download}</Button>
          </div>
        )}
      </header>
      <p className="page-text">
        {strings.about}
        {list?.space && ` ${strings.free(formatBytes(list.space.free_bytes, locale), formatBytes(list.space.total_bytes, locale))}`}
      </p>
      {weights.error && list && <p role="alert" className="inline-problem">{weights.error}</p>}
      {list?.problem && <p role="alert" className="inline-problem">{list.problem}</p>}
      <UploadNote />
      <DownloadList downloads={downloads.value ?? []} />
      {weights.error && !list ? (
        <ErrorState message={weights.error} onRetry={() => void refreshWeights()} />
      ) : !list ? (
        <LoadingRows label={strings.loading} />
      ) : list.items.length === 0 ? (
        <EmptyState title={strings.none}><p>{strings.noneWhy}</p></EmptyState>
      ) : (
        <WeightsTable items={list.items} onVerify={(item) => void check(item)} onDelete={({ id }) => setAsking({ kind: "delete", id })} />
      )}
      {list && <SkippedTable files={list.skipped_files} onDelete={(id) => setAsking({ kind: "delete", id })} />}
      <DeletedTable entries={deleted.value ?? []} onPurge={(entry) => setAsking({ kind: "purge", entry })} />
      {asking?.kind === "download" && <DownloadDialog onClose={close} />}
      {asking?.kind === "delete" && <DeleteDialog id={asking.id} onClose={close} />}
      {asking?.kind === "purge" && <PurgeDialog entry={asking.entry} onClose={close} />}
    </main>
  );
}

function UploadNote() {
  const strings = useWeightsStrings();
  const { name, share, problem } = useUploading();
  if (problem) return <p role="alert" className="inline-problem">{problem}</p>;
  if (!name) return null;
  return (
    <div className="weights-transfer">
      <p role="status">{strings.uploading(name)}</p>
      <progress aria-label={strings.uploading(name)} value={share} max={1} />
    </div>
  );
}

function DeletedTable({ entries, onPurge }: { entries: DeletedWeights[]; onPurge(entry: DeletedWeights): void }) {
  const strings = useWeightsStrings();
  const locale = currentLocale();
  if (entries.length === 0) return null;
  const restore = async (entry: DeletedWeights) => {
    try {
      await changeWeights(() => restoreWeights(entry.id));
      showToast({ subject: entry.id, text: strings.restored(entry.name) });
    } catch (error) {
      showToast({ subject: entry.id, kind: "problem", text: messageOf(error) });
    }
  };
  return (
    <section aria-label={strings.deleted}>
      <h2>{strings.deleted}</h2>
      <p className="muted">{strings.deletedWhy}</p>
      <Table
        caption={strings.deleted}
        columns={[
          { name: strings.columns.weights }, { name: strings.columns.size, className: "column-short" },
          { name: strings.columns.purged, className: "column-short" },
          { name: strings.columns.actions, className: "column-action", isHidden: true },
        ]}
      >
        {entries.map((entry) => (
          <tr key={entry.id} role="row" className="stacked-row">
            <Cell className="stacked-head"><strong>{entry.name}</strong></Cell>
            <Cell label={strings.columns.size} className="column-short">{formatBytes(entry.bytes, locale)}</Cell>
            <Cell label={strings.columns.purged} className="column-short">{formatDateTime(entry.purge_at, locale)}</Cell>
            <Cell className="column-action">
              <Button size="small" aria-label={strings.restoreOf(entry.name)} onClick={() => void restore(entry)}>{strings.restore}</Button>
              <Button size="small" look="quiet" aria-label={strings.purgeOf(entry.name)} onClick={() => onPurge(entry)}>{strings.purge}</Button>
            </Cell>
          </tr>
        ))}
      </Table>
    </section>
  );
}

function PurgeDialog({ entry, onClose }: { entry: DeletedWeights; onClose(): void }) {
  const strings = useWeightsStrings();
  const submit = async () => {
    await changeWeights(() => purgeWeights(entry.id));
    onClose();
  };
  return (
    <FormDialog title={strings.purgeOf(entry.name)} verb={strings.purge} look="danger" onSubmit={submit} onClose={onClose}>
      <p>{strings.purgeWhy(formatBytes(entry.bytes, currentLocale()))}</p>
    </FormDialog>
  );
}
