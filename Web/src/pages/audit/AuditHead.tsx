import type { TrailFilters } from "../../api/audit";
import { useWords } from "../../state/language";
import { Button } from "../../ui/Button";
import { Switch } from "../../ui/Switch";
import { ExportMenu } from "./ExportMenu";
import type { TrailList } from "./trailList";

interface AuditHeadProps {
  list: TrailList | undefined;
  filters: TrailFilters;
  isLive: boolean;
  isChecking: boolean;
  onLive(isLive: boolean): void;
  onVerify(): void;
}

export function AuditHead({ list, filters, isLive, isChecking, onLive, onVerify }: AuditHeadProps) {
  const { frame, audit: words } = useWords();
  return (
    <header className="page-head audit-head">
      <h1>{frame.pages.audit}</h1>
      <span className="page-count">
        {list && (list.is_total_exact ? words.total(list.total) : words.moreThan(list.total))}
      </span>
      <div className="page-head-end section-row">
        <span className="live-switch">
          <span aria-hidden="true">{words.live}</span>
          <Switch label={words.live} isOn={isLive} onChange={onLive} />
        </span>
        <ExportMenu filters={filters} />
        <Button look="primary" disabled={isChecking || !list} onClick={onVerify}>
          {isChecking ? words.verify.checking : words.verify.button}
        </Button>
      </div>
      <span className="visually-hidden" aria-live="polite">{isLive && list ? words.arrived(list.arrived) : ""}</span>
    </header>
  );
}
