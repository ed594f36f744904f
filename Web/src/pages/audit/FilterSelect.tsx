import type { ReactNode } from "react";

interface FilterSelectProps {
  label: string;
  /** The option for no filter. */
  any: string;
  value: string | undefined;
  children: ReactNode;
  onChange(value: string | undefined): void;
}

export function FilterSelect({ label, any, value, children, onChange }: FilterSelectProps) {
  return (
    <select
      className="input input-small"
      aria-label={label}
      value={value ?? ""}
      onChange={(event) => onChange(event.target.value || undefined)}
    >
      <option value="">{any}</option>
      {children}
    </select>
  );
}
