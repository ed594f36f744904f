import { forwardRef, useRef } from "react";
import { residencyStates } from "../../api/types";
import { useStrings } from "../../state/language";
import { useBasesToChoose, useTags } from "../../state/models";
import { useRights } from "../../state/rights";
import { Choice } from "../../ui/Choice";
import { Filters } from "../../ui/Filters";
import { SearchBox } from "../../ui/SearchBox";
import { Select, SelectField } from "../../ui/SelectField";
import { countOfFilters, type ModelsView, type Order, setFilters, wholeList } from "./modelsView";

interface ModelFiltersProps {
  view: ModelsView;
  isBusy: boolean;
  onChange(changes: Partial<ModelsView>): void;
}

export const ModelFilters = forwardRef<HTMLInputElement, ModelFiltersProps>(function ModelFilters(props, ref) {
  const { view, isBusy, onChange } = props;
  const { search, filters } = useStrings().models;
  return (
    <Filters
      count={countOfFilters(view)}
      search={(
        <SearchBox
          ref={ref}
          label={search}
          shortcut="/"
          query={view.query}
          isBusy={isBusy}
          onChange={(query) => onChange({ query })}
        />
      )}
      always={<FilterChips view={view} onChange={onChange} />}
    >
      <Choice
        label={filters.state}
        value={view.state}
        options={[["all", filters.all], ["active", filters.on], ["inactive", filters.off]]}
        onChange={(state) => onChange({ state })}
      />
      <Choice
        label={filters.kind}
        value={view.kind}
        options={[["all", filters.allKinds], ["preset", filters.presets], ["base", filters.bases]]}
        onChange={(kind) => onChange({ kind })}
      />
      <Select<ModelsView["owner"]>
        label={filters.owner}
        value={view.owner}
        options={[["anybody", filters.anyOwner], ["created", filters.mine], ["shared", filters.shared]]}
        onChange={(owner) => onChange({ owner })}
      />
      <MoreFilters view={view} onChange={onChange} />
      <Select<Order>
        label={filters.order}
        value={view.order}
        options={[["name", filters.byName], ["updated", filters.byUpdated], ["created", filters.byCreated]]}
        onChange={(order) => onChange({ order })}
      />
    </Filters>
  );
});

interface FilterChipsProps {
  view: ModelsView;
  onChange(changes: Partial<ModelsView>): void;
}

/** The additional filters that are set, each with a button to remove it. */
function FilterChips({ view, onChange }: FilterChipsProps) {
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
          aria-label={filters.remove(filters[name], valueOf(name))}
          onClick={() => onChange({ [name]: wholeList[name] })}
        >
          {filters[name]}: {valueOf(name)} <span aria-hidden="true">×</span>
        </button>
      ))}
    </div>
  );
}

interface MoreFiltersProps {
  view: ModelsView;
  onChange(changes: Partial<ModelsView>): void;
}

/** The additional filters, folded until needed. */
function MoreFilters({ view, onChange }: MoreFiltersProps) {
  const { filters, states } = useStrings().models;
  const { isAdmin } = useRights();
  const bases = useBasesToChoose(isAdmin).value ?? [];
  const tags = useTags();
  const options = (known: string[], chosen: string, none: string): [string, string][] =>
    [["", none], ...[...new Set([...known, chosen])].filter(Boolean).sort().map((each): [string, string] => [each, each])];
  const panel = useRef<HTMLDetailsElement>(null);
  const close = () => panel.current?.removeAttribute("open");
  return (
    <details
      ref={panel}
      className="more-filters"
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) close();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        close();
        panel.current?.querySelector("summary")?.focus();
      }}
    >
      <summary>{filters.more}</summary>
      <div className="filter-panel">
        <SelectField<ModelsView["residency"]>
          label={filters.residency}
          value={view.residency}
          options={[["any", filters.anyResidency], ...residencyStates.map((each): [ModelsView["residency"], string] => [each, states[each]])]}
          onChange={(residency) => onChange({ residency })}
        />
        <SelectField
          label={filters.base}
          value={view.base}
          options={options(bases.map((base) => base.id), view.base, filters.anyBase)}
          onChange={(base) => onChange({ base })}
        />
        <SelectField label={filters.tag} value={view.tag} options={options(tags, view.tag, filters.anyTag)} onChange={(tag) => onChange({ tag })} />
        <SelectField<ModelsView["visibility"]>
          label={filters.visibility}
          value={view.visibility}
          options={[["any", filters.anyVisibility], ["shown", filters.shown], ["hidden", filters.hidden]]}
          onChange={(visibility) => onChange({ visibility })}
        />
      </div>
    </details>
  );
}
