import { useStrings } from "../../state/language";
import { TextField } from "../../ui/Field";
import { SelectField } from "../../ui/SelectField";
import { ruleOf, type ParamKey } from "./params";

interface ParamFieldProps {
  name: ParamKey;
  value: string;
  error: string | undefined;
  /** No runtime here supports it. */
  hasNoEffect: boolean;
  onChange(value: string): void;
}

/** One parameter: an empty field means the runtime's default, unlike zero. */
export function ParamField({ name, value, error, hasNoEffect, onChange }: ParamFieldProps) {
  const strings = useStrings().editor;
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
