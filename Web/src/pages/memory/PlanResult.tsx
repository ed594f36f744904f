import { useEffect, useRef } from "react";
import type { LoadPlan } from "../../api/residency";
import { currentLocale, useWords } from "../../state/language";
import { refreshPlan, useLoadPlan } from "../../state/memory";
import { useModelNames } from "../../state/modelNames";
import { useResidencyPicture } from "../../state/residency";
import { Button, IconButton } from "../../ui/Button";
import { formatAgo, formatBytes } from "../../ui/format";
import { StateMark } from "../../ui/StateMark";
import { leaverWords } from "./leaverWords";

const marks: Record<LoadPlan["verdict"], string> = {
  loaded: "loaded", fits: "on", no_room: "draining", never_fits: "failed", no_weights: "failed",
};

interface PlanResultProps {
  model: string;
  takesFocus: boolean;
  onClose(): void;
}

export function PlanResult({ model, takesFocus, onClose }: PlanResultProps) {
  const words = useWords().memory.plan;
  const plan = useLoadPlan(model);
  const nameOf = useModelNames();
  const section = useRef<HTMLElement>(null);
  // What is chosen takes the place of what it was chosen from.
  useEffect(() => {
    if (takesFocus) section.current?.focus();
  }, [takesFocus]);
  return (
    <section
      ref={section}
      tabIndex={-1}
      className="panel what-if-result"
      aria-label={words.result(nameOf(model))}
      aria-busy={plan.isLoading || undefined}
    >
      <IconButton className="panel-close" label={words.close} onClick={onClose}>×</IconButton>
      {plan.error && <p role="alert" className="is-problem">{plan.error}</p>}
      {!plan.value && !plan.error && <p role="status" className="muted">{words.asking}</p>}
      {plan.value && <Outcome plan={plan.value} />}
      <div><Button size="small" disabled={plan.isLoading} onClick={() => void refreshPlan()}>{words.again}</Button></div>
    </section>
  );
}

function Outcome({ plan }: { plan: LoadPlan }) {
  const words = useWords().memory.plan;
  const { byBaseModel } = useResidencyPicture();
  const locale = currentLocale();
  const amount = (bytes: number) => formatBytes(bytes, locale);
  const ago = (at: number) => formatAgo(at, undefined, locale);
  const nameOf = useModelNames();
  const { base_model: baseId } = plan;
  const [model, base] = [nameOf(plan.model), nameOf(baseId)];
  const free = amount(Math.max(0, plan.budget_bytes - plan.used_bytes));
  const sentences: Record<LoadPlan["verdict"], string> = {
    loaded: words.loaded(model),
    fits: words.fits(model, amount(plan.needed_bytes), free),
    no_room: words.noRoom(model, amount(plan.needed_bytes), free),
    never_fits: words.neverFits(model, amount(plan.needed_bytes), amount(plan.budget_bytes)),
    no_weights: words.noWeights(model),
  };
  return (
    <>
      <p role="status"><StateMark state={marks[plan.verdict]}>{sentences[plan.verdict]}</StateMark></p>
      {plan.would_have_to_go.length > 0 && (
        <ul className="leavers">
          {plan.would_have_to_go.map((leaver) => (
            <li key={leaver.base_model}>
              <strong>{nameOf(leaver.base_model)}</strong>, {amount(leaver.bytes)}:{" "}
              {leaverWords(leaver, byBaseModel.get(leaver.base_model), words.leaver, ago).join("; ")}
            </li>
          ))}
        </ul>
      )}
      {baseId !== plan.model && <p className="muted">{words.itsWeights(base, plan.runtime)}</p>}
    </>
  );
}
