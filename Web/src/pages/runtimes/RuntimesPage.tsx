import { useEffect, useState } from "react";
import type { ManagedRuntime } from "../../api/runtimes";
import { currentLocale, useStrings } from "../../state/language";
import { useResidencySnapshot } from "../../state/residency";
import { refreshRuntimes, useRuntimes } from "../../state/runtimes";
import { removeRuntime, setDrained } from "./runtimeChanges";
import { Button } from "../../ui/Button";
import { FormDialog } from "../../ui/FormDialog";
import { ErrorState, LoadingRows } from "../../ui/ListState";
import { StateMark } from "../../ui/StateMark";
import { Cell, Table } from "../../ui/Table";
import { formatBytes } from "../../ui/format";
import { PullDialog, PullList } from "./Pulls";
import { RuntimeDialog } from "./RuntimeDialog";
import { useRuntimesStrings } from "./runtimesStrings";

type Asking = { about: "edit" | "drain" | "remove" | "pull"; runtime: ManagedRuntime } | { about: "add" };

/** All runtimes, and their settings as far as they are not in the configuration file. */
export function RuntimesPage() {
  const strings = useRuntimesStrings();
  const runtimes = useRuntimes();
  const [asking, setAsking] = useState<Asking>();
  useRefreshWithEvents();
  const close = () => setAsking(undefined);
  return (
    <main className="page" id="main" tabIndex={-1}>
      <header className="page-head">
        <h1>{strings.title}</h1>
        <span className="page-head-end"><Button look="primary" onClick={() => setAsking({ about: "add" })}>{strings.add}</Button></span>
      </header>
      <div className="settings-text"><p>{strings.about}</p></div>
      {runtimes.error && !runtimes.value ? (
        <ErrorState message={runtimes.error} onRetry={refreshRuntimes} />
      ) : runtimes.value === undefined ? (
        <LoadingRows label={strings.loading} rows={3} />
      ) : (
        <RuntimeTable runtimes={runtimes.value} isBusy={runtimes.isLoading} onAsk={setAsking} />
      )}
      {asking?.about === "add" && <RuntimeDialog onClose={close} />}
      {asking?.about === "edit" && <RuntimeDialog runtime={asking.runtime} onClose={close} />}
      {asking?.about === "pull" && <PullDialog runtime={asking.runtime.id} onClose={close} />}
      {asking?.about === "drain" && (
        <FormDialog
          title={strings.drainTitle(asking.runtime.id)} verb={strings.drain} look="danger" onClose={close}
          onSubmit={async () => {
            close();
            await setDrained(asking.runtime.id, true);
          }}
        >
          <p>{strings.drainWhy}</p>
        </FormDialog>
      )}
      {asking?.about === "remove" && (
        <FormDialog
          title={strings.removeTitle(asking.runtime.id)} verb={strings.remove} look="danger" onClose={close}
          onSubmit={async () => {
            await removeRuntime(asking.runtime.id);
            close();
          }}
        >
          <p>{strings.removeWhy}</p>
        </FormDialog>
      )}
    </main>
  );
}

/** Numbers and states of runtimes change with the states of models. */
function useRefreshWithEvents() {
  const { runtimes } = useResidencySnapshot();
  const seen = runtimes.map((each) => `${each.id} ${each.problem ?? ""} ${each.models.map(({ state }) => state).join()}`).join("\n");
  useEffect(() => {
    const timer = setTimeout(() => void refreshRuntimes(), 300);
    return () => clearTimeout(timer);
  }, [seen]);
}

interface RuntimeTableProps {
  runtimes: ManagedRuntime[];
  isBusy: boolean;
  onAsk(asking: Asking): void;
}

function RuntimeTable({ runtimes, isBusy, onAsk }: RuntimeTableProps) {
  const strings = useRuntimesStrings();
  const { memory } = useStrings();
  const { columns } = strings;
  return (
    <Table
      caption={strings.title}
      isBusy={isBusy}
      columns={[
        { name: columns.name }, { name: columns.state }, { name: columns.models }, { name: columns.memory },
        { name: columns.actions, className: "column-action", isHidden: true },
      ]}
    >
      {runtimes.map((runtime) => (
        <tr key={runtime.id} role="row" className="stacked-row">
          <Cell className="stacked-head">
            <strong>{runtime.id}</strong>{" "}
            <span className="muted">
              {(memory.kinds as Record<string, string>)[runtime.kind] ?? runtime.kind}
              {runtime.source === "configuration" && `, ${strings.fromFile}`}
            </span>
            {runtime.settings.url && runtime.settings.url !== "none" && <div className="muted"><code>{runtime.settings.url}</code></div>}
            {runtime.problem && <p className="warning">{runtime.problem}</p>}
            <PullList runtime={runtime} />
          </Cell>
          <Cell label={columns.state} className="runtime-state"><State runtime={runtime} /></Cell>
          <Cell label={columns.models}>
            {runtime.always_loaded ? strings.alwaysLoaded(runtime.models) : strings.modelCounts(runtime.models, runtime.loaded)}
            {runtime.requests > 0 && <div className="muted">{strings.running(runtime.requests)}</div>}
          </Cell>
          <Cell label={columns.memory}>{memoryOf(runtime, strings.budget)}</Cell>
          <Cell className="column-action runtime-acts">
            {runtime.can_pull && (
              <Button size="small" aria-label={strings.pull.askOn(runtime.id)} onClick={() => onAsk({ about: "pull", runtime })}>{strings.pull.ask}</Button>
            )}{" "}
            {runtime.source === "api" && (
              <Button size="small" aria-label={strings.editWhat(runtime.id)} onClick={() => onAsk({ about: "edit", runtime })}>{strings.edit}</Button>
            )}{" "}
            {runtime.state === "active" ? (
              <Button size="small" aria-label={strings.drainWhat(runtime.id)} onClick={() => onAsk({ about: "drain", runtime })}>{strings.drain}</Button>
            ) : (runtime.state === "draining" || runtime.state === "drained") && (
              <Button size="small" aria-label={strings.resumeWhat(runtime.id)} onClick={() => void setDrained(runtime.id, false)}>{strings.resume}</Button>
            )}{" "}
            {runtime.source === "api" && runtime.state !== "removing" && (
              <Button size="small" aria-label={strings.removeWhat(runtime.id)} onClick={() => onAsk({ about: "remove", runtime })}>{strings.remove}</Button>
            )}
          </Cell>
        </tr>
      ))}
    </Table>
  );
}

function State({ runtime }: { runtime: ManagedRuntime }) {
  const strings = useRuntimesStrings();
  if (runtime.problem && runtime.state === "active") return <StateMark state="failed">{strings.unavailable}</StateMark>;
  const mark = runtime.state === "active" ? "on" : runtime.state === "drained" ? "off" : "loading";
  return <StateMark state={mark}>{strings.states[runtime.state]}</StateMark>;
}

function memoryOf({ used_bytes: used, budget_bytes: budget }: ManagedRuntime, of: (used: string, budget: string) => string): string {
  const bytes = (count: number) => formatBytes(count, currentLocale());
  if (budget !== null) return of(bytes(used ?? 0), bytes(budget));
  return used === null ? "–" : bytes(used);
}
