import type { ModelUsage } from "../../api/usage";
import { useStrings } from "../../state/language";
import { formatAgo, formatDateTime } from "../../ui/format";
import { Sparkline } from "../../ui/Sparkline";

/** Recent requests to a model; empty if it was never used. */
export function UseCell({ usage }: { usage: ModelUsage | undefined }) {
  const strings = useStrings().models.use;
  if (!usage || usage.last_used_at === null) return null;
  const total = usage.requests.reduce((sum, each) => sum + each, 0);
  return (
    <span className="use-cell" title={strings.lastUsed(formatDateTime(usage.last_used_at))}>
      {total > 0 && <Sparkline values={usage.requests} label={strings.requests(total)} />}
      <span className="muted">{formatAgo(usage.last_used_at)}</span>
    </span>
  );
}
