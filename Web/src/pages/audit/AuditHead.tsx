import type { TrailFilters } from "../../api/audit";
import { useStrings } from "../../state/language";
import { Button } from "../../ui/Button";
import { Switch } from "../../ui/Switch";
import { ExportMenu } from "./ExportMenu";
import type { TrailList } from "./trailList";
import { useAuditStrings } from "./auditStrings";

interface AuditHeadProps {
  list: TrailList | undefined;
  filters: TrailFilters;
  isLive: boolean;
  isChecking: boolean;
  onLive(isLive: boolean): void;
  onVerify(): void;
}

export function AuditHead({ list, filters, isLive, isChecking, onLive, onVerify }: AuditHeadProps) {
  const strings = useAuditStrings();
  const { frame } = useStrings();
  return (
    <header className="page-head audit-head">
      <h1>{frame.pages.audit}</h1>
      <span className="page-count">
        {list && (list.is_total_exact ? strings.total(list.total) : strings.moreThan(list.total))}
      </span>
      <div className="page-head-end section-row">
        <span className="live-switch">
          <span aria-hidden="true">{strings.live}</span>
          <Switch label={strings.live} isOn={isLive} onChange={onLive} />
        </span>
        <ExportMenu filters={filters} />
        <Button look="primary" disabled={isChecking || !list} onClick={onVerify}>
          {isChecking ? strings.verify.checking : strings.verify.button}
        </Button>
      </div>
      <span className="visually-hidden" aria-live="polite">{isLive && list ? strings.newEntries(list.arrived) : ""}</span>
    </header>
  );
}
