import { useId } from "react";
import { useStrings } from "../../state/language";
import { Button, IconButton } from "../../ui/Button";
import type { CustomParam } from "./modelForm";

interface CustomParamsProps {
  all: CustomParam[];
  error: string | undefined;
  onChange(all: CustomParam[]): void;
}

/** Other parameters of the runtime: a name, and its value as JSON. */
export function CustomParams({ all, error, onChange }: CustomParamsProps) {
  const strings = useStrings().editor.custom;
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
