import { useStrings } from "../../state/language";
import { setFilters, wholeList, type ModelsView } from "./modelsView";

interface FilterChipsProps {
  view: ModelsView;
  onChange(changes: Partial<ModelsView>): void;
}

/** The additional filters that are set, each with a button to remove it. */
export function FilterChips({ view, onChange }: FilterChipsProps) {
  const { filters, states } = useStrings().models;
  const set = setFilters(view);
  if (set.length === 0) return null;
  const valueOf = (name: typeof set[number]): string => {
    if (name === "residency" && view.residency !== "any") return states[view.residency];
    if (name === "visibility") return view.visibility === "hidden" ? filters.hidden : filters.shown;
    return view[name];
  };
  return (
    <div className="chips">
      {set.map((name) => (
        <button
          key={name}
          type="button"
          className="chip"
          aria-label={filters.takeAway(filters[name], valueOf(name))}
          onClick={() => onChange({ [name]: wholeList[name] })}
        >
          {filters[name]}: {valueOf(name)} <span aria-hidden="true">×</span>
        </button>
      ))}
    </div>
  );
}
