import { useEffect, useRef } from "react";
import { currentLocale, useStrings } from "../../state/language";
import { replaceSearch, useAddress } from "../../state/location";
import { refreshTimelineSoon } from "../../state/memory";
import { useConnection, useResidencySnapshot } from "../../state/residency";
import { emptySnapshot, hasBudget, isMeasured } from "../../state/residencySnapshot";
import { Checkbox } from "../../ui/Checkbox";
import { EmptyState, LoadingRows } from "../../ui/ListState";
import { StateMark } from "../../ui/StateMark";
import { Devices } from "./Devices";
import { MemoryAmount } from "./MemoryBar";
import { RuntimeSection } from "./RuntimeSection";
import { Timeline } from "./Timeline";
import { WhatIf } from "./WhatIf";
import { sumOf } from "./memoryParts";
import { type MemoryView, readView, writeView } from "./memoryView";

const marks = { live: "on", lost: "failed", idle: "loading" } as const;

export function MemoryPage() {
  const strings = useStrings().memory;
  const title = useStrings().frame.pages.memory;
  const snapshot = useResidencySnapshot();
  const connection = useConnection();
  const view = readView(useAddress().search);
  const show = (changes: Partial<MemoryView>) => replaceSearch((search) => writeView({ ...readView(search), ...changes }));
  const runtimes = snapshot.runtimes.filter(isMeasured);
  const models = [...snapshot.byBaseModel.values()];

  // The timeline follows the event stream.
  const states = models.map((each) => `${each.base_model} ${each.state} ${each.since}`).join("\n");
  const known = useRef("");
  useEffect(() => {
    if (known.current && known.current !== states) refreshTimelineSoon();
    known.current = states;
  }, [states]);

  return (
    <main className="page" id="main" tabIndex={-1}>
      <header className="page-head memory-head">
        <h1>{title}</h1>
        {runtimes.some(hasBudget) && <MemoryAmount memory={sumOf(runtimes.filter(hasBudget))} />}
        <span className="page-head-end"><StateMark state={marks[connection]}>{strings.connection[connection]}</StateMark></span>
      </header>
      {snapshot === emptySnapshot && connection === "lost" ? (
        <EmptyState title={strings.noConnection}><p>{strings.noConnectionWhy}</p></EmptyState>
      ) : snapshot === emptySnapshot ? (
        <LoadingRows label={strings.loading} />
      ) : runtimes.length === 0 ? (
        <EmptyState title={strings.noRuntimes}><p>{strings.noRuntimesWhy}</p></EmptyState>
      ) : (
        <>
          <div className="filters">
            <Checkbox label={strings.hideIdle} isChecked={view.hidesIdle} onChange={(hidesIdle) => show({ hidesIdle })} />
          </div>
          <WhatIf model={view.whatIf} onChoose={(whatIf) => show({ whatIf })} />
          <Devices />
          {runtimes.map((runtime) => <RuntimeSection key={runtime.id} runtime={runtime} hidesIdle={view.hidesIdle} />)}
        </>
      )}
      <Timeline
        view={view}
        models={models.map((each) => each.base_model).sort((one, other) => one.localeCompare(other, currentLocale()))}
        onShow={show}
      />
    </main>
  );
}
