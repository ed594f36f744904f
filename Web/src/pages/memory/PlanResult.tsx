import { useEffect, useRef } from "react";
import type { LoadPlan } from "../../api/residency";
import { currentLocale, useStrings } from "../../state/language";
import { refreshPlan, useLoadPlan } from "../../state/memory";
import { useModelNames } from "../../state/modelNames";
import { useResidencySnapshot } from "../../state/residency";
import { Button, IconButton } from "../../ui/Button";
import { formatAgo, formatBytes } from "../../ui/format";
import { StateMark } from "../../ui/StateMark";
import { NeedDetails } from "./NeedDetails";
import { victimText } from "./victimText";

const marks: Record<LoadPlan["verdict"], string> = {
  loaded: "loaded", fits: "on", makes_room: "draining", waits: "waiting", no_room: "failed", never_fits: "failed", no_weights: "failed",
};

interface PlanResultProps {
  model: string;
  takesFocus: boolean;
  onClose(): void;
}

export function PlanResult({ model, takesFocus, onClose }: PlanResultProps) {
  const strings = useStrings().memory.plan;
  const plan = useLoadPlan(model);
  const nameOf = useModelNames();
  const section = useRef<HTMLElement>(null);
  // The result replaces the search, so it takes the focus.
  useEffect(() => {
    if (takesFocus) section.current?.focus();
  }, [takesFocus]);
  return (
    <section
      ref={section}
      tabIndex={-1}
      className="panel what-if-result"
      aria-label={strings.result(nameOf(model))}
      aria-busy={plan.isLoading || undefined}
    >
      <IconButton className="panel-close" label={strings.close} onClick={onClose}>×</IconButton>
      {plan.error && <p role="alert" className="is-problem">{plan.error}</p>}
      {!plan.value && !plan.error && <p role="status" className="muted">{strings.asking}</p>}
      {plan.value && <Outcome plan={plan.value} />}
      <div><Button size="small" disabled={plan.isLoading} onClick={() => void refreshPlan()}>{strings.again}</Button></div>
    </section>
  );
}

function Outcome({ plan }: { plan: LoadPlan }) {
  const strings = useStrings().memory.plan;
  const { byBaseModel } = useResidencySnapshot();
  const locale = currentLocale();
  const amount = (bytes: number) => formatBytes(bytes, locale);
  const ago = (at: number) => formatAgo(at, undefined, locale);
  const nameOf = useModelNames();
  const { base_model: baseId } = plan;
  const [model, base] = [nameOf(plan.model), nameOf(baseId)];
  const free = amount(Math.max(0, (plan.budget_bytes ?? 0) - plan.used_bytes));
  const sentences: Record<LoadPlan["verdict"], string> = {
    loaded: strings.loaded(model),
    fits: plan.budget_bytes === null
      ? strings.fitsWithoutBudget(model, plan.runtime) : strings.fits(model, amount(plan.needed_bytes), free),
    makes_room: strings.makesRoom(model, amount(plan.needed_bytes), free),
    waits: strings.waits(model, amount(plan.needed_bytes), free),
    no_room: strings.noRoom(model, amount(plan.needed_bytes), free),
    never_fits: strings.neverFits(model, amount(plan.needed_bytes), amount(plan.budget_bytes ?? 0)),
    no_weights: strings.noWeights(model),
  };
  return (
    <>
      <p role="status"><StateMark state={marks[plan.verdict]}>{sentences[plan.verdict]}</StateMark></p>
      {plan.would_unload.length > 0 && (
        <ul className="victims">
          {plan.would_unload.map((victim) => (
            <li key={victim.base_model}>
              <strong>{nameOf(victim.base_model)}</strong>, {amount(victim.bytes)}:{" "}
              {victimText(victim, byBaseModel.get(victim.base_model), strings.victim, ago).join("; ")}
            </li>
          ))}
        </ul>
      )}
      <NeedDetails need={plan.need} />
      {baseId !== plan.model && <p className="muted">{strings.itsWeights(base, plan.runtime)}</p>}
    </>
  );
}
