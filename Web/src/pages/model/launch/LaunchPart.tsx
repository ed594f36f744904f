import { useState } from "react";
import { fetchLaunch, type LaunchReport, reloadNow } from "../../../api/launch";
import { messageOf } from "../../../api/request";
import type { ListedModel } from "../../../api/types";
import { currentLocale } from "../../../state/language";
import { useResidencySnapshot } from "../../../state/residency";
import { createResource, useResource } from "../../../state/resource";
import { showToast } from "../../../state/toasts";
import { Button } from "../../../ui/Button";
import { Fact, Facts } from "../../../ui/Facts";
import { ErrorState, LoadingRows } from "../../../ui/ListState";
import type { PartProps } from "../partContents";
import { useAfterChange } from "../useAfterChange";
import { LaunchForm } from "./LaunchForm";
import { ResidencyForm } from "./ResidencyForm";
import { useLaunchStrings } from "./launchStrings";

/** How a base model is started, what its process got, and the settings. For administrators. */
export function LaunchPart({ model }: PartProps) {
  return model ? <Launch model={model} /> : null;
}

function Launch({ model }: { model: ListedModel }) {
  const strings = useLaunchStrings();
  const [resource] = useState(() => createResource(fetchLaunch));
  const report = useResource(resource, model.id);
  const residency = useResidencySnapshot().byBaseModel.get(model.id);
  const refresh = () => void resource.refresh();
  useAfterChange(`${model.revision} ${residency?.state} ${residency?.since}`, refresh);
  if (report.value === undefined && report.error) return <ErrorState message={report.error} onRetry={refresh} />;
  if (report.value === undefined) return <LoadingRows label={strings.loading} rows={6} />;
  return (
    <div className="model-sections">
      <Changed model={model} report={report.value} onReloaded={refresh} />
      <Got report={report.value} />
      <p className="muted">{strings.what}</p>
      <LaunchForm key={model.id} model={model} report={report.value} onSaved={refresh} />
      <ResidencyForm key={`residency ${model.id}`} model={model} />
    </div>
  );
}

/** What differs between the process and the settings, with the button that ends the difference. */
function Changed({ model, report, onReloaded }: { model: ListedModel; report: LaunchReport; onReloaded(): void }) {
  const strings = useLaunchStrings();
  const [isReloading, setReloading] = useState(false);
  const [problem, setProblem] = useState("");
  if (!report.needs_reload && !isReloading && !problem) return null;
  const reload = async () => {
    setReloading(true);
    setProblem("");
    try {
      await reloadNow(model.id);
      showToast({ text: strings.reloaded(model.name) });
    } catch (error) {
      setProblem(messageOf(error));
    }
    setReloading(false);
    onReloaded();
  };
  const names: Record<string, { label: string }> = strings.settings;
  return (
    <section aria-labelledby="launch-changed" className="launch-changed">
      <h2 id="launch-changed">{strings.changedTitle}</h2>
      <p className="muted">{strings.changedWhat}</p>
      <Facts>
        {report.changes.map(({ setting, before, after }) => (
          <Fact key={setting} name={names[setting]?.label ?? setting}>
            {shown(before, strings.notSet)} → {shown(after, strings.notSet)}
          </Fact>
        ))}
      </Facts>
      {problem && <p role="alert" className="is-problem">{problem}</p>}
      <Button look="primary" aria-disabled={isReloading || undefined} onClick={() => void (isReloading || reload())}>
        {isReloading ? strings.reloading : strings.reload}
      </Button>
    </section>
  );
}

const shown = (value: unknown, none: string): string =>
  value === null || value === undefined ? none : typeof value === "string" ? value : JSON.stringify(value);

function Got({ report: { outcome } }: { report: LaunchReport }) {
  const strings = useLaunchStrings();
  if (!outcome) return null;
  const names: Record<string, { label: string }> = strings.settings;
  const figures = (value: number) => value.toLocaleString(currentLocale());
  return (
    <section aria-labelledby="launch-got">
      <h2 id="launch-got">{strings.got}</h2>
      {outcome.smaller.map(({ setting, got, asked }) => (
        <p key={setting} className="state-note is-warning">
          {strings.smaller}: {strings.of(names[setting]?.label ?? setting, figures(got), figures(asked))}
        </p>
      ))}
      <Facts>
        {outcome.context !== null && <Fact name={strings.settings.context.label}>{figures(outcome.context)}</Fact>}
        {outcome.parallel !== null && <Fact name={strings.settings.parallel.label}>{figures(outcome.parallel)}</Fact>}
        {outcome.gpu_layers !== null && outcome.layers !== null && (
          <Fact name={strings.settings.gpu_layers.label}>
            {strings.layersOf(figures(outcome.gpu_layers), figures(outcome.layers))}
          </Fact>
        )}
      </Facts>
    </section>
  );
}
