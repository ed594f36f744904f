interface SwitchProps {
  label: string;
  isOn: boolean;
  isBusy?: boolean;
  isDisabled?: boolean;
  describedBy?: string;
  onChange(isOn: boolean): void;
}

export function Switch({ label, isOn, isBusy, isDisabled, describedBy, onChange }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      className="switch"
      aria-checked={isOn}
      aria-label={label}
      aria-busy={isBusy || undefined}
      aria-describedby={describedBy}
      disabled={isDisabled}
      onClick={() => onChange(!isOn)}
    >
      <span className="switch-knob" />
    </button>
  );
}
