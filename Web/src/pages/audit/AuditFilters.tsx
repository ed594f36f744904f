import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import type { TrailFilters, TrailNames } from "../../api/audit";
import { Button } from "../../ui/Button";
import { Filters } from "../../ui/Filters";
import { SearchBox } from "../../ui/SearchBox";
import { actionText } from "../history/auditTrail";
import { PersonFilter } from "./PersonFilter";
import { actionsByArea, areaText, kinds, kindText, outcomes, outcomeText } from "./actionGroups";
import { countOfFilters, fieldOf, hasFilters, momentOf } from "./auditView";
import { nameOfId } from "./names";
import { useAuditStrings } from "./auditStrings";

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
  const strings = useAuditStrings().filters;
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
          {strings.target(nameOfId(filters.entity_id, names))}
          <button type="button" aria-label={strings.allTargets} title={strings.allTargets} onClick={() => onChange({ entity_id: undefined })}>×</button>
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

interface FilterSelectProps {
  label: string;
  /** The option for no filter. */
  any: string;
  value: string | undefined;
  children: ReactNode;
  onChange(value: string | undefined): void;
}

function FilterSelect({ label, any, value, children, onChange }: FilterSelectProps) {
  return (
    <select
      className="input input-small"
      aria-label={label}
      value={value ?? ""}
      onChange={(event) => onChange(event.target.value || undefined)}
    >
      <option value="">{any}</option>
      {children}
    </select>
  );
}

interface TimeFilterProps {
  from: number | undefined;
  to: number | undefined;
  onChange(changes: { from?: number; to?: number }): void;
}

function TimeFilter({ from, to, onChange }: TimeFilterProps) {
  const strings = useAuditStrings().filters;
  const id = useId();
  return (
    <>
      <span className="time-filter">
        <label htmlFor={`${id}-from`}>{strings.from}</label>
        <MomentInput id={`${id}-from`} value={from} onChange={(field) => onChange({ from: momentOf(field, "first") })} />
      </span>
      <span className="time-filter">
        <label htmlFor={`${id}-to`}>{strings.to}</label>
        <MomentInput id={`${id}-to`} value={to} onChange={(field) => onChange({ to: momentOf(field, "last") })} />
      </span>
    </>
  );
}

/** Applies on Tab or Enter only: while a date is typed it passes through unintended years. */
function MomentInput({ id, value, onChange }: { id: string; value: number | undefined; onChange(field: string): void }) {
  const field = fieldOf(value);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current) input.current.value = field;
  }, [field]);
  return (
    <input
      ref={input}
      id={id}
      type="datetime-local"
      className="input input-small"
      defaultValue={field}
      onBlur={(event) => {
        if (event.target.value !== field) onChange(event.target.value);
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" && event.currentTarget.value !== field) onChange(event.currentTarget.value);
      }}
    />
  );
}
