import { useState } from "react";
import type { TrailFilters, TrailNames } from "../../api/audit";
import { useStrings } from "../../state/language";
import { Button } from "../../ui/Button";
import { Filters } from "../../ui/Filters";
import { SearchBox } from "../../ui/SearchBox";
import { actionText } from "../history/auditTrail";
import { countOfFilters, hasFilters } from "./auditView";
import { actionsByArea, areaText, kinds, kindText, outcomes, outcomeText } from "./catalogue";
import { FilterSelect } from "./FilterSelect";
import { nameOfId } from "./names";
import { PersonFilter } from "./PersonFilter";
import { TimeFilter } from "./TimeFilter";

interface AuditFiltersProps {
  filters: TrailFilters;
  isBusy: boolean;
  names: TrailNames;
  onChange(changes: TrailFilters): void;
  onClear(): void;
}

/** Each query adds an entry to the trail, so it waits until typing has stopped. */
const typingPauseMilliseconds = 600;

export function AuditFilters({ filters, isBusy, names, onChange, onClear }: AuditFiltersProps) {
  const strings = useStrings().audit.filters;
  const [picked, setPicked] = useState<{ id: string; name: string }>();
  const name = names.users[filters.user_id ?? ""] ?? (picked?.id === filters.user_id ? picked?.name : undefined);
  // Clears half-typed text too.
  const [timesCleared, setTimesCleared] = useState(0);
  return (
    <Filters
      count={countOfFilters(filters)}
      search={(
        <SearchBox
          key={timesCleared} label={strings.search} query={filters.q ?? ""} isBusy={isBusy} pauseMilliseconds={typingPauseMilliseconds}
          hint={strings.hint} onChange={(q) => onChange({ q })}
        />
      )}
    >
      <PersonFilter
        id={filters.user_id}
        name={name}
        onPick={(user_id, personName) => {
          setPicked(user_id === undefined || personName === undefined ? undefined : { id: user_id, name: personName });
          onChange({ user_id });
        }}
      />
      <FilterSelect label={strings.action} any={strings.anyAction} value={filters.action} onChange={(action) => onChange({ action })}>
        {actionsByArea().map(([area, actions]) => (
          <optgroup key={area} label={areaText(area)}>
            {actions.map((action) => <option key={action} value={action}>{actionText(action)}</option>)}
          </optgroup>
        ))}
      </FilterSelect>
      <FilterSelect label={strings.kind} any={strings.anyKind} value={filters.entity_type} onChange={(entity_type) => onChange({ entity_type })}>
        {kinds.map((kind) => <option key={kind} value={kind}>{kindText(kind)}</option>)}
      </FilterSelect>
      <FilterSelect label={strings.outcome} any={strings.anyOutcome} value={filters.outcome} onChange={(outcome) => onChange({ outcome })}>
        {outcomes.map((outcome) => <option key={outcome} value={outcome}>{outcomeText(outcome)}</option>)}
      </FilterSelect>
      <TimeFilter from={filters.from} to={filters.to} onChange={onChange} />
      {filters.entity_id && (
        <span className="chip">
          {strings.thing(nameOfId(filters.entity_id, names))}
          <button type="button" aria-label={strings.dropThing} title={strings.dropThing} onClick={() => onChange({ entity_id: undefined })}>×</button>
        </span>
      )}
      {hasFilters(filters) && (
        <Button
          look="quiet"
          onClick={() => {
            setTimesCleared(timesCleared + 1);
            onClear();
          }}
        >
          {strings.clear}
        </Button>
      )}
    </Filters>
  );
}
