import { useRef } from "react";
import { residencyStates } from "../../api/types";
import { useStrings } from "../../state/language";
import { useBasesToChoose, useTags } from "../../state/models";
import { useRights } from "../../state/rights";
import { SelectField } from "../../ui/SelectField";
import type { ModelsView } from "./modelsView";

interface MoreFiltersProps {
  view: ModelsView;
  onChange(changes: Partial<ModelsView>): void;
}

/** The additional filters, folded until needed. */
export function MoreFilters({ view, onChange }: MoreFiltersProps) {
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
