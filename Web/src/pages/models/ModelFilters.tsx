import { forwardRef } from "react";
import { useStrings } from "../../state/language";
import { Choice } from "../../ui/Choice";
import { Filters } from "../../ui/Filters";
import { SearchBox } from "../../ui/SearchBox";
import { Select } from "../../ui/Select";
import { FilterChips } from "./FilterChips";
import { MoreFilters } from "./MoreFilters";
import { countOfFilters, type ModelsView, type Order } from "./modelsView";

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
        options={[["anybody", filters.anybody], ["created", filters.mine], ["shared", filters.shared]]}
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
