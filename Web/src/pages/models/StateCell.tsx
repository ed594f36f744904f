import { loadNow } from "../../state/residency";
import { useRights } from "../../state/rights";
import { Button } from "../../ui/Button";
import { useStrings } from "../../state/language";
import { formatTime } from "../../ui/format";
import { StateMark } from "../../ui/StateMark";
import { FileNote } from "../memory/FileNote";
import { causeText } from "../memory/causeText";
import type { ModelStatus } from "./modelStatus";

interface StateCellProps {
  id: string;
  name: string;
  isOn: boolean;
  status: ModelStatus;
}

export function StateCell({ id, name, isOn, status }: StateCellProps) {
  const { residency, state, obstacle } = status;
  const { isAdmin } = useRights();
  const { models: strings, memory } = useStrings();
  const counts = [
    residency && residency.leases > 0 ? strings.requests(residency.leases) : "",
    residency && residency.waiting > 0 ? strings.waiting(residency.waiting) : "",
  ].filter(Boolean);
  return (
    <div className="state-cell">
      <StateMark state={state ?? (isOn && !obstacle ? "on" : "off")} title={residency?.cause ? causeText(residency.cause, memory) : undefined}>
        {status.text}
      </StateMark>
      {status.isHeldByOthers && <span className="muted state-aside">{strings.forOthers}</span>}
      {counts.length > 0 && <span className="state-counts">{counts.join(", ")}</span>}
      {status.canRetry && isAdmin && (
        <Button size="small" onClick={() => void loadNow(id, name)}>{strings.retry}</Button>
      )}
      {residency && <FileNote residency={residency} />}
      {obstacle && <div className="state-note is-warning">{obstacle}</div>}
      {status.reason && (
        <div className={`state-note ${state === "failed" ? "is-problem" : ""}`}>
          {causeText(status.reason, memory)}
          {state === "failed" && residency?.retry_at ? <> {strings.nextTry(formatTime(residency.retry_at))}</> : null}
        </div>
      )}
    </div>
  );
}
