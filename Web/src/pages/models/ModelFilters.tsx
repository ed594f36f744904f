import { forwardRef, useEffect, useRef, useState } from "react";
import { Icon } from "../../ui/Icon";
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
      <SearchBox ref={ref} query={view.query} isBusy={isBusy} onChange={(query) => onChange({ query })} />
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

interface SearchBoxProps {
  query: string;
  isBusy: boolean;
  onChange(query: string): void;
}

const typingPauseMilliseconds = 150;

const SearchBox = forwardRef<HTMLInputElement, SearchBoxProps>(function SearchBox({ query, isBusy, onChange }, ref) {
  // What is typed runs ahead of the address for a moment; apart from that the address decides.
  const [ahead, setAhead] = useState<string>();
  const text = ahead ?? query;
  const timer = useRef<ReturnType<typeof setTimeout>>();
  useEffect(() => () => clearTimeout(timer.current), []);
  const type = (next: string) => {
    setAhead(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      onChange(next);
      setAhead(undefined);
    }, typingPauseMilliseconds);
  };
  return (
    <div className={`search-box ${isBusy ? "is-busy" : ""}`}>
      <Icon name="search" />
      <input
        ref={ref}
        type="search"
        aria-label="Search models"
        placeholder="Search models"
        value={text}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          if (!text) event.currentTarget.blur();
          clearTimeout(timer.current);
          setAhead(undefined);
          if (query) onChange("");
        }}
      />
      <kbd aria-hidden="true">/</kbd>
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
