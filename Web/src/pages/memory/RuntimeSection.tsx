import { useState } from "react";
import type { Residency } from "../../api/types";
import { currentLocale, useStrings } from "../../state/language";
import { useModelNames } from "../../state/modelNames";
import { useActiveModels, useBaseModels } from "../../state/models";
import { unloadNow } from "../../state/residency";
import { type BudgetedRuntime, hasBudget, type MeasuredRuntime } from "../../state/residencySnapshot";
import { FormDialog } from "../../ui/FormDialog";
import { Table } from "../../ui/Table";
import { formatDuration } from "../../ui/duration";
import { formatBytes } from "../../ui/format";
import { SkippedFiles } from "../models/AvailableFiles";
import { MemoryAmount, MemoryBar } from "./MemoryBar";
import { ResidencyRow } from "./ResidencyRow";
import { freeIn, inOrder, isIdle, overrunBy } from "./memoryParts";
import { ticks } from "./residencyStatus";
import { useSecond } from "./useSecond";
import { wantingOf } from "./wanted";

interface RuntimeSectionProps {
  runtime: MeasuredRuntime;
  hidesIdle: boolean;
}

export function RuntimeSection({ runtime, hidesIdle }: RuntimeSectionProps) {
  const strings = useStrings().memory;
  const active = useActiveModels();
  const bases = useBaseModels(true).value;
  const now = useSecond(runtime.models.some(ticks));
  const [unloading, setUnloading] = useState<Residency>();
  const numbered = inOrder(runtime.models).map((residency, index) => ({ residency, number: index + 1 }));
  const shown = numbered.filter(({ residency }) => !hidesIdle || !isIdle(residency));
  const overruns = new Set(hasBudget(runtime) ? overrunBy(runtime).map(({ model }) => model) : []);
  const { columns } = strings;
  return (
    <section className="memory-runtime" aria-labelledby={`runtime-${runtime.id}`}>
      <header className="memory-runtime-head">
        <h2 id={`runtime-${runtime.id}`}>{runtime.id}</h2>
        <span className="muted">{(strings.kinds as Record<string, string>)[runtime.kind] ?? runtime.kind}</span>
        {hasBudget(runtime)
          ? <MemoryAmount memory={runtime} />
          : runtime.used_bytes > 0 && <span className="memory-amount">{strings.used(formatBytes(runtime.used_bytes, currentLocale()))}</span>}
      </header>
      <div role="status">
        {runtime.problem && <p className="warning memory-unavailable">{strings.cannotBeAsked(runtime.problem)}</p>}
      </div>
      {hasBudget(runtime) && <MemoryBar runtime={runtime} />}
      {hasBudget(runtime) && <OverBudget runtime={runtime} />}
      <p className="memory-idle muted">
        {runtime.always_loaded
          ? strings.alwaysLoaded
          : runtime.idle_unload_seconds === null
            ? strings.pinning.noIdle
            : strings.pinning.idle(formatDuration(runtime.idle_unload_seconds, currentLocale()))}
      </p>
      {shown.length === 0 ? (
        <p className="muted">{runtime.models.length === 0 ? strings.noModels : strings.allIdle}</p>
      ) : (
        <Table
          caption={strings.modelsIn(runtime.id)}
          columns={[
            { name: columns.model, className: "memory-model" }, { name: columns.desired },
            { name: columns.state, className: "memory-state" }, { name: columns.memory, className: "memory-number" },
            { name: columns.answers, className: "memory-number" }, { name: columns.waiting, className: "memory-number" },
            { name: columns.since, className: "memory-number memory-time" }, { name: columns.took, className: "memory-number memory-time" },
            { name: columns.process, className: "memory-number" },
            { name: columns.actions, className: "column-action memory-acts", isHidden: true },
          ]}
        >
          {shown.map(({ residency, number }) => {
            const base = bases?.find((each) => each.id === residency.base_model);
            return (
              <ResidencyRow
                key={residency.base_model}
                residency={residency}
                isFixed={runtime.always_loaded}
                number={number}
                isRegistered={base?.registered === true}
                isOverrun={overruns.has(residency.base_model)}
                wanting={active.value && wantingOf(residency.base_model, active.value, base)}
                problem={active.error}
                now={now}
                onAskToUnload={() => setUnloading(residency)}
              />
            );
          })}
        </Table>
      )}
      <SkippedFiles files={runtime.skipped_files ?? []} />
      {unloading && (
        <UnloadDialog
          residency={runtime.models.find((each) => each.base_model === unloading.base_model) ?? unloading}
          onClose={() => setUnloading(undefined)}
        />
      )}
    </section>
  );
}

/** Usage exceeds the budget: why, and what to do about it. */
function OverBudget({ runtime }: { runtime: BudgetedRuntime }) {
  const strings = useStrings().memory.overBudget;
  const bytes = (count: number) => formatBytes(count, currentLocale());
  const causes = overrunBy(runtime).map(({ model, bytes: took, expected }) => strings.cause(model, bytes(took), bytes(expected)));
  // Always rendered, so that screen readers announce its content.
  return (
    <div role="status">
      {freeIn(runtime) < 0 && (
        <p className="warning memory-over">
          {[strings.what(bytes(runtime.used_bytes), bytes(runtime.budget_bytes)), ...causes, strings.advice].join(" ")}
        </p>
      )}
    </div>
  );
}

/** Closes at once: finishing answers may take a minute, and the row shows progress. */
function UnloadDialog({ residency, onClose }: { residency: Residency; onClose(): void }) {
  const strings = useStrings().memory;
  const { base_model: id, leases } = residency;
  const name = useModelNames()(id);
  const unload = async () => {
    onClose();
    void unloadNow(id, name);
  };
  return (
    <FormDialog title={strings.unloadTitle(name)} verb={strings.unloadNow} look="danger" onSubmit={unload} onClose={onClose}>
      {leases > 0 && <p>{strings.answersFirst(leases)}</p>}
      <p>{strings.thenFree}</p>
    </FormDialog>
  );
}
