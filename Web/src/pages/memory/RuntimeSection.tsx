import { useState } from "react";
import type { Residency } from "../../api/types";
import { currentLocale, useStrings } from "../../state/language";
import { useActiveModels, useBaseModels } from "../../state/models";
import type { MeasuredRuntime } from "../../state/residencyFold";
import { formatDuration } from "../../ui/duration";
import { Table } from "../../ui/Table";
import { LeftOutFiles } from "../models/LeftOutFiles";
import { MemoryAmount } from "./MemoryAmount";
import { MemoryBar } from "./MemoryBar";
import { OverBudget } from "./OverBudget";
import { inOrder, isIdle, overrunBy } from "./memoryParts";
import { ticks } from "./residencyActs";
import { ResidencyRow } from "./ResidencyRow";
import { UnloadDialog } from "./UnloadDialog";
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
  const overruns = new Set(overrunBy(runtime).map(({ model }) => model));
  const { columns } = strings;
  return (
    <section className="memory-runtime" aria-labelledby={`runtime-${runtime.id}`}>
      <header className="memory-runtime-head">
        <h2 id={`runtime-${runtime.id}`}>{runtime.id}</h2>
        <span className="muted">{(strings.kinds as Record<string, string>)[runtime.kind] ?? runtime.kind}</span>
        <MemoryAmount memory={runtime} />
      </header>
      <MemoryBar runtime={runtime} />
      <OverBudget runtime={runtime} />
      <p className="memory-idle muted">
        {runtime.idle_unload_seconds === null
          ? strings.pinning.noIdle
          : strings.pinning.idle(formatDuration(runtime.idle_unload_seconds, currentLocale()))}
      </p>
      {shown.length === 0 ? (
        <p className="muted">{runtime.models.length === 0 ? strings.noModels : strings.allIdle}</p>
      ) : (
        <Table
          caption={strings.modelsIn(runtime.id)}
          columns={[
            { name: columns.model, className: "memory-model" }, { name: columns.wanted },
            { name: columns.state, className: "memory-state" }, { name: columns.memory, className: "memory-number" },
            { name: columns.answers, className: "memory-number" }, { name: columns.waiting, className: "memory-number" },
            { name: columns.since, className: "memory-number memory-time" }, { name: columns.took, className: "memory-number memory-time" },
            { name: columns.process, className: "memory-number" },
            { name: columns.acts, className: "column-action memory-acts", isHidden: true },
          ]}
        >
          {shown.map(({ residency, number }) => {
            const base = bases?.find((each) => each.id === residency.base_model);
            return (
              <ResidencyRow
                key={residency.base_model}
                residency={residency}
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
      <LeftOutFiles files={runtime.left_out ?? []} />
      {unloading && (
        <UnloadDialog
          residency={runtime.models.find((each) => each.base_model === unloading.base_model) ?? unloading}
          onClose={() => setUnloading(undefined)}
        />
      )}
    </section>
  );
}
