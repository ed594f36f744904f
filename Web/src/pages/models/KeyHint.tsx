import { Link } from "../../frame/Link";
import { useStrings } from "../../state/language";
import { useRights } from "../../state/rights";

/** What belongs in the place that examples leave for a key. */
export function KeyHint({ onLeave }: { onLeave?(): void }) {
  const { createsKeys } = useRights();
  const strings = useStrings().models.using;
  return (
    <div className="key-hint">
      <p className="muted">{createsKeys ? strings.keyIsKey : strings.keyIsToken} {strings.tokenHow}</p>
      {createsKeys && <p><Link to="/keys" onClick={onLeave}>{strings.toKeys}</Link></p>}
    </div>
  );
}
