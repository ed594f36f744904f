import { useEffect, useState } from "react";
import { type LaunchPlan, type LaunchReport, saveLaunch, tryLaunch } from "../../../api/launch";
import { RequestError } from "../../../api/request";
import type { ListedModel } from "../../../api/types";
import { SavingForm } from "../../../frame/SavingForm";
import { useDraft } from "../../../frame/useDraft";
import { refreshModelsSoon } from "../../../state/models";
import { showToast } from "../../../state/toasts";
import { Checkbox } from "../../../ui/Checkbox";
import { CopyBlock } from "../../../ui/CopyBlock";
import { TextField } from "../../../ui/Field";
import { SelectField } from "../../../ui/SelectField";
import {
  type ChoiceSetting, choiceSettings, commandLine, fileSettings, type LaunchDraft, launchDraftOf, launchOf, numberSettings,
  type Setting, textSettings,
} from "./launchDraft";
import { useLaunchStrings } from "./launchStrings";

/** Between the last key and the question what would be run. */
const pause = 300;

interface LaunchFormProps {
  model: ListedModel;
  report: LaunchReport;
  onSaved(): void;
}

export function LaunchForm({ model, report, onSaved }: LaunchFormProps) {
  const strings = useLaunchStrings();
  const form = useDraft<LaunchDraft>(`launch ${model.id}`, launchDraftOf(report.launch));
  // A draft of an earlier release lacks fields.
  const draft = { ...launchDraftOf({}), ...form.draft };
  const { plans, errors } = usePreview(model.id, draft, report);
  const set = (changes: Partial<LaunchDraft>) => form.setDraft({ ...draft, ...changes });
  const save = async () => {
    await saveLaunch(model.id, launchOf(draft), model.revision);
    form.settle(draft);
    showToast({ text: strings.saved(model.name) });
    refreshModelsSoon();
    onSaved();
  };
  const field = (name: Setting, rows?: number) => (
    <TextField
      key={name} label={strings.settings[name].label} hint={strings.settings[name].hint} error={errors[name]}
      value={draft[name]} rows={rows} inputMode={rows === undefined && isNumber(name) ? "numeric" : "text"}
      placeholder={isNumber(name) ? defaultOf(plans, name) : undefined}
      onChange={(text) => set({ [name]: text })}
    />
  );
  return (
    <SavingForm verb={strings.save} form={form} canSave={Object.keys(errors).length === 0} onSave={save}>
      <div className="fields-grid">
        {numberSettings.map((name) => field(name))}
        {(Object.keys(choiceSettings) as ChoiceSetting[]).map((name) => (
          <ChoiceField key={name} name={name} value={draft[name]} onChange={(value) => set({ [name]: value })} />
        ))}
        {fileSettings.map((name) => field(name))}
      </div>
      {textSettings.map((name) => field(name, name === "chat_template" ? 4 : 2))}
      <ProfileField plans={plans} value={draft.profile} onChange={(profile) => set({ profile })} />
      {(draft.command !== "" || plans.some((plan) => plan.model_commands)) && field("command", 4)}
      <Checkbox
        label={strings.settings.accept_smaller.label} hint={strings.settings.accept_smaller.hint}
        isChecked={draft.accepts_smaller} onChange={(accepts_smaller) => set({ accepts_smaller })}
      />
      <Plans plans={plans} />
    </SavingForm>
  );
}

const isNumber = (name: Setting): boolean => (numberSettings as readonly string[]).includes(name);

/** What the next load asks for where the field is empty. */
const defaultOf = (plans: LaunchPlan[], name: string): string => {
  const value = plans[0]?.asked[name];
  return typeof value === "number" ? String(value) : "";
};

function ChoiceField({ name, value, onChange }: { name: ChoiceSetting; value: string; onChange(value: string): void }) {
  const strings = useLaunchStrings();
  const names: Record<string, string> = { ...strings.modes, ...strings.onOff };
  return (
    <SelectField
      label={strings.settings[name].label} hint={strings.settings[name].hint} value={value}
      options={[["", strings.default], ...choiceSettings[name].map((each): [string, string] => [each, names[each] ?? each])]}
      onChange={onChange}
    />
  );
}

/** Only where a runtime has profiles, or the model one that is gone. */
function ProfileField({ plans, value, onChange }: { plans: LaunchPlan[]; value: string; onChange(value: string): void }) {
  const strings = useLaunchStrings();
  const names = new Set([...plans.flatMap(({ profiles }) => profiles), ...(value === "" ? [] : [value])]);
  if (names.size === 0) return null;
  return (
    <SelectField
      label={strings.settings.profile.label} hint={strings.settings.profile.hint} value={value}
      options={[["", strings.ownCommand], ...[...names].map((name): [string, string] => [name, name])]}
      onChange={onChange}
    />
  );
}

function Plans({ plans }: { plans: LaunchPlan[] }) {
  const strings = useLaunchStrings();
  const names: Record<string, { label: string }> = strings.settings;
  if (plans.length === 0) return <p className="muted">{strings.noWeights}</p>;
  return (
    <>
      {plans.map((plan) => (
        <div key={plan.runtime}>
          {plan.command && <CopyBlock label={strings.commandOn(plan.runtime)} text={commandLine(plan.command)} />}
          {plan.environment.length > 0 && (
            <CopyBlock
              label={strings.environmentOn(plan.runtime)}
              text={plan.environment.map(({ name, value }) => `${name}=${value}`).join("\n")}
            />
          )}
          {plan.command && <p className="field-hint">{strings.secrets}</p>}
          {plan.problems.map((problem) => (
            <p key={problem} className="state-note is-warning">{strings.problem(plan.runtime, problem)}</p>
          ))}
          {plan.unsupported.map(({ setting, reason }) => (
            <p key={setting} className="state-note is-warning">
              {strings.cannot(names[setting]?.label ?? setting, plan.runtime, reason)}
            </p>
          ))}
        </div>
      ))}
    </>
  );
}

type Errors = Partial<Record<string, string>>;

/** What would be run with the settings as typed, and what is wrong with them. */
function usePreview(id: string, draft: LaunchDraft, report: LaunchReport): { plans: LaunchPlan[]; errors: Errors } {
  const [preview, setPreview] = useState<{ text: string; plans?: LaunchPlan[]; errors: Errors }>();
  const launch = launchOf(draft);
  const text = JSON.stringify(launch);
  const isStored = text === JSON.stringify(launchOf(launchDraftOf(report.launch)));
  useEffect(() => {
    if (isStored) return;
    let isCurrent = true;
    const timer = setTimeout(() => {
      tryLaunch(id, JSON.parse(text)).then(
        ({ runtimes }) => isCurrent && setPreview({ text, plans: runtimes, errors: {} }),
        (error: unknown) => isCurrent && setPreview({ text, errors: errorsOf(error) }),
      );
    }, pause);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [id, text, isStored]);
  if (isStored || !preview) return { plans: report.runtimes, errors: {} };
  return { plans: preview.plans ?? report.runtimes, errors: preview.text === text ? preview.errors : {} };
}

/** By setting: `body.meta.muster.launch.context` is about the context. */
function errorsOf(error: unknown): Errors {
  if (!(error instanceof RequestError)) throw error;
  const errors: Errors = {};
  for (const { loc, msg } of error.fields) {
    const name = String(loc[4] ?? "");
    errors[name] ??= loc.length > 5 && typeof loc[5] === "string" && Number.isNaN(Number(loc[5])) ? `${loc[5]}: ${msg}` : msg;
  }
  return errors;
}
