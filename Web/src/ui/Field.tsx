import { useId, type ReactNode } from "react";

interface ControlAttributes {
  id: string;
  "aria-invalid": true | undefined;
  "aria-describedby": string | undefined;
}

interface FieldProps {
  label: string;
  hint?: ReactNode;
  error?: string;
  /** Renders the control with the attributes that link it to label, hint and error. */
  children(control: ControlAttributes): ReactNode;
}

export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={`field ${error ? "field-wrong" : ""}`}>
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        "aria-invalid": error ? true : undefined,
        "aria-describedby": note ? `${id}-note` : undefined,
      })}
      {note && <p id={`${id}-note`} className={error ? "field-error" : "field-hint"}>{note}</p>}
    </div>
  );
}

interface TextFieldProps {
  label: string;
  value: string;
  hint?: ReactNode;
  error?: string;
  type?: "text" | "email" | "password";
  inputMode?: "text" | "decimal" | "numeric";
  autoComplete?: string;
  placeholder?: string;
  isRequired?: boolean;
  isReadOnly?: boolean;
  hasFocus?: boolean;
  rows?: number;
  onChange(value: string): void;
}

export function TextField(props: TextFieldProps) {
  const { label, value, hint, error, rows, type = "text", onChange } = props;
  const shared = {
    className: "input",
    value,
    placeholder: props.placeholder,
    required: props.isRequired,
    readOnly: props.isReadOnly,
    autoFocus: props.hasFocus,
    autoComplete: props.autoComplete ?? "off",
    spellCheck: rows !== undefined,
  };
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) =>
        rows !== undefined ? (
          <textarea {...shared} {...control} rows={rows} onChange={(event) => onChange(event.target.value)} />
        ) : (
          <input
            {...shared}
            {...control}
            type={type}
            inputMode={props.inputMode}
            onChange={(event) => onChange(event.target.value)}
          />
        )
      }
    </Field>
  );
}
