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
