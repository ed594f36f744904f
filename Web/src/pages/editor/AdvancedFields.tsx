import { useId, useState } from "react";
import type { Model } from "../../api/types";
import { useResidencySnapshot } from "../../state/residency";
import { Button, IconButton } from "../../ui/Button";
import { TextField } from "../../ui/Field";
import { Interpolated } from "../../ui/Interpolated";
import { SearchBox } from "../../ui/SearchBox";
import { SelectField } from "../../ui/SelectField";
import { TagsField } from "../../ui/TagsField";
import { EditorSection } from "./EditorSection";
import type { CustomParam, Draft } from "./modelForm";
import { type ParamKey, paramKeys, paramSections, ruleOf } from "./params";
import type { FieldErrors } from "./validation";
import { useEditorStrings } from "./editorStrings";

interface AdvancedFieldsProps {
  draft: Draft;
  errors: FieldErrors;
  original: Model | undefined;
  onChange(changes: Partial<Draft>): void;
}

const withFields: readonly string[] = ["system", "stop", "custom_params", ...paramKeys];

export function AdvancedFields({ draft, errors, original, onChange }: AdvancedFieldsProps) {
  const strings = useEditorStrings();
  const [query, setQuery] = useState("");
  const wanted = query.trim().toLowerCase();
  const fits = (key: ParamKey | "stop") => {
    const { label, hint } = key === "stop" ? { label: strings.stop, hint: strings.stopHint } : strings.params[key];
    return `${key} ${label} ${hint}`.toLowerCase().includes(wanted);
  };
  const set = paramKeys.filter((key) => draft.params[key].trim() !== "").length
    + (draft.stop.length > 0 ? 1 : 0) + draft.custom.length;
  const knowsOllama = useResidencySnapshot().runtimes.some(({ kind }) => kind === "ollama");
  // Parameters that no runtime here supports are hidden unless they are set.
  const isOffered = (key: ParamKey) => knowsOllama || !ruleOf(key).isForOllama || draft.params[key].trim() !== "" || wasSet(key);
  const wasSet = (key: ParamKey) => original?.params[key] !== undefined;
  const others = Object.keys(original?.params ?? {}).filter((key) => !withFields.includes(key));
  return (
    <EditorSection title={strings.advanced} summary={set === 0 ? strings.defaults : strings.set(set)} isOpen={set > 0}>
      <SearchBox label={strings.searchParams} query={query} isBusy={false} onChange={setQuery} />
      {paramSections.map((section) => {
        const keys = paramKeys.filter((key) => ruleOf(key).section === section && isOffered(key) && (fits(key) || errors[key]));
        const hasStop = section === "length" && (fits("stop") || errors.stop !== undefined);
        if (keys.length === 0 && !hasStop) return null;
        return (
          <fieldset key={section} className="param-section">
            <legend>{strings.paramSections[section]}</legend>
            <div className="fields-grid">
              {keys.map((key) => (
                <ParamField
                  key={key}
                  name={key}
                  value={draft.params[key]}
                  error={errors[key]}
                  hasNoEffect={ruleOf(key).isForOllama === true && !knowsOllama}
                  onChange={(text) => onChange({ params: { ...draft.params, [key]: text } })}
                />
              ))}
            </div>
            {hasStop && (
              <TagsField
                isCode
                label={strings.stop}
                hint={strings.stopHint}
                tags={draft.stop}
                error={errors.stop}
                onChange={(stop) => onChange({ stop })}
              />
            )}
          </fieldset>
        );
      })}
      {(wanted === "" || errors.custom_params) && (
        <CustomParams all={draft.custom} error={errors.custom_params} onChange={(custom) => onChange({ custom })} />
      )}
      {others.length > 0 && (
        <p className="muted">
          <Interpolated
            text={strings.alsoSet}
            parts={{ keys: others.map((key) => <code key={key} className="chip">{key}</code>) }}
          />
        </p>
      )}
    </EditorSection>
  );
}

interface CustomParamsProps {
  all: CustomParam[];
  error: string | undefined;
  onChange(all: CustomParam[]): void;
}

/** Other parameters of the runtime: a name, and its value as JSON. */
function CustomParams({ all, error, onChange }: CustomParamsProps) {
  const strings = useEditorStrings().custom;
  const id = useId();
  const change = (place: number, changes: Partial<CustomParam>) =>
    onChange(all.map((each, at) => (at === place ? { ...each, ...changes } : each)));
  return (
    <fieldset className="param-section" aria-describedby={`${id}-note`}>
      <legend>{strings.title}</legend>
      <p id={`${id}-note`} className={error ? "field-error" : "field-hint"}>{error ?? strings.hint}</p>
      {all.map((param, place) => (
        <div key={place} className="pair-line">
          <input
            className="input"
            aria-label={strings.nameOf(place + 1)}
            aria-invalid={error ? true : undefined}
            placeholder={strings.name}
            value={param.name}
            onChange={(event) => change(place, { name: event.target.value })}
          />
          <input
            className="input code"
            aria-label={strings.valueOf(param.name || String(place + 1))}
            placeholder={strings.value}
            value={param.text}
            onChange={(event) => change(place, { text: event.target.value })}
          />
          <IconButton label={strings.remove(param.name || String(place + 1))} onClick={() => onChange(all.filter((_, at) => at !== place))}>×</IconButton>
        </div>
      ))}
      <Button size="small" onClick={() => onChange([...all, { name: "", text: "" }])}>{strings.add}</Button>
    </fieldset>
  );
}

interface ParamFieldProps {
  name: ParamKey;
  value: string;
  error: string | undefined;
  /** No runtime here supports it. */
  hasNoEffect: boolean;
  onChange(value: string): void;
}

/** One parameter: an empty field means the runtime's default, unlike zero. */
function ParamField({ name, value, error, hasNoEffect, onChange }: ParamFieldProps) {
  const strings = useEditorStrings();
  const rule = ruleOf(name);
  const { label, hint } = strings.params[name];
  const range = rule.min !== undefined && rule.max !== undefined && rule.max < 1e5 ? strings.range(rule.min, rule.max) : "";
  const note = [hint, range, hasNoEffect ? strings.noEffect : rule.isForOllama ? strings.forOllama : ""].filter(Boolean).join(" ");
  const standard = rule.standard === undefined ? strings.default : strings.defaultIs(shown(rule.standard, strings.onOff));
  if (rule.kind === "switch" || rule.kind === "choice") {
    const choices = rule.kind === "switch" ? ["true", "false"] : [...(rule.choices ?? [])];
    const options = value === "" || choices.includes(value) ? choices : [...choices, value];
    return (
      <SelectField
        label={label}
        hint={note}
        value={value}
        options={[["", standard], ...options.map((each): [string, string] => [each, shown(each, strings.onOff)])]}
        onChange={onChange}
      />
    );
  }
  return (
    <TextField
      label={label}
      hint={note}
      value={value}
      error={error}
      rows={rule.kind === "json" ? 3 : undefined}
      inputMode={rule.kind === "whole" ? "numeric" : rule.kind === "number" ? "decimal" : "text"}
      placeholder={standard}
      onChange={onChange}
    />
  );
}

const shown = (value: string, onOff: { on: string; off: string }): string =>
  value === "true" ? onOff.on : value === "false" ? onOff.off : value;
