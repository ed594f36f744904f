import { useId } from "react";

interface RadioGroupProps<Value extends string> {
  label: string;
  hint?: string;
  value: Value;
  options: readonly (readonly [Value, string])[];
  onChange(value: Value): void;
}

export function RadioGroup<Value extends string>({ label, hint, value, options, onChange }: RadioGroupProps<Value>) {
  const id = useId();
  return (
    <fieldset className="radio-group" aria-describedby={hint ? `${id}-hint` : undefined}>
      <legend>{label}</legend>
      <div className="radio-options">
        {options.map(([option, text]) => (
          <label key={option} className="radio-option">
            <input type="radio" name={id} value={option} checked={option === value} onChange={() => onChange(option)} />
            {text}
          </label>
        ))}
      </div>
      {hint && <p id={`${id}-hint`} className="field-hint">{hint}</p>}
    </fieldset>
  );
}
