import type { ReactNode } from "react";
import { Field } from "./Field";

interface SelectFieldProps<Value extends string> {
  label: string;
  hint?: ReactNode;
  value: Value;
  options: [Value, string][];
  isDisabled?: boolean;
  onChange(value: Value): void;
}

export function SelectField<Value extends string>(props: SelectFieldProps<Value>) {
  const { label, hint, value, options, isDisabled, onChange } = props;
  return (
    <Field label={label} hint={hint}>
      {(control) => (
        <select
          {...control}
          className="input"
          value={value}
          disabled={isDisabled}
          onChange={(event) => onChange(event.target.value as Value)}
        >
          {options.map(([option, text]) => <option key={option} value={option}>{text}</option>)}
        </select>
      )}
    </Field>
  );
}

interface SelectProps<Value extends string> {
  label: string;
  value: Value;
  options: [Value, string][];
  onChange(value: Value): void;
}

/** A filter whose values are self-explanatory: the label is for screen readers only. */
export function Select<Value extends string>({ label, value, options, onChange }: SelectProps<Value>) {
  return (
    <select
      className="input filter-select"
      aria-label={label}
      title={label}
      value={value}
      onChange={(event) => onChange(event.target.value as Value)}
    >
      {options.map(([option, text]) => <option key={option} value={option}>{text}</option>)}
    </select>
  );
}
