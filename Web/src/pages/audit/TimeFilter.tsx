import { useEffect, useId, useRef } from "react";
import { useStrings } from "../../state/language";
import { fieldOf, momentOf } from "./auditView";

interface TimeFilterProps {
  from: number | undefined;
  to: number | undefined;
  onChange(changes: { from?: number; to?: number }): void;
}

export function TimeFilter({ from, to, onChange }: TimeFilterProps) {
  const strings = useStrings().audit.filters;
  const id = useId();
  return (
    <>
      <span className="time-filter">
        <label htmlFor={`${id}-from`}>{strings.from}</label>
        <MomentInput id={`${id}-from`} value={from} onChange={(field) => onChange({ from: momentOf(field, "first") })} />
      </span>
      <span className="time-filter">
        <label htmlFor={`${id}-to`}>{strings.to}</label>
        <MomentInput id={`${id}-to`} value={to} onChange={(field) => onChange({ to: momentOf(field, "last") })} />
      </span>
    </>
  );
}

/** Applies on Tab or Enter only: while a date is typed it passes through unintended years. */
function MomentInput({ id, value, onChange }: { id: string; value: number | undefined; onChange(field: string): void }) {
  const field = fieldOf(value);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current) input.current.value = field;
  }, [field]);
  return (
    <input
      ref={input}
      id={id}
      type="datetime-local"
      className="input input-small"
      defaultValue={field}
      onBlur={(event) => {
        if (event.target.value !== field) onChange(event.target.value);
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" && event.currentTarget.value !== field) onChange(event.currentTarget.value);
      }}
    />
  );
}
