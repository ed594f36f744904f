import { forwardRef } from "react";
import { SearchBox } from "../../ui/SearchBox";
import type { ModelsView } from "./modelsView";

interface ModelFiltersProps {
  view: ModelsView;
  isBusy: boolean;
  onChange(changes: Partial<ModelsView>): void;
}

export const ModelFilters = forwardRef<HTMLInputElement, ModelFiltersProps>(function ModelFilters(props, ref) {
  const { view, isBusy, onChange } = props;
  return (
    <div className="filters" role="search">
      <SearchBox
        ref={ref}
        label="Search models"
        shortcut="/"
        query={view.query}
        isBusy={isBusy}
        onChange={(query) => onChange({ query })}
      />
      <Choice
        label="State"
        value={view.state}
        options={[["all", "All"], ["active", "On"], ["inactive", "Off"]]}
        onChange={(state) => onChange({ state })}
      />
      <Choice
        label="Kind"
        value={view.kind}
        options={[["all", "All kinds"], ["preset", "Presets"], ["base", "Base models"]]}
        onChange={(kind) => onChange({ kind })}
      />
    </div>
  );
});

interface ChoiceProps<Value extends string> {
  label: string;
  value: Value;
  options: [Value, string][];
  onChange(value: Value): void;
}

function Choice<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) {
  return (
    <div className="choice" role="group" aria-label={label}>
      {options.map(([option, words]) => (
        <button key={option} type="button" aria-pressed={option === value} onClick={() => onChange(option)}>
          {words}
        </button>
      ))}
    </div>
  );
}
