import { Link } from "../../frame/Link";
import { useStrings } from "../../state/language";
import { useRights } from "../../state/rights";

/** How to replace the key placeholder in examples. */
export function KeyHint({ onLeave }: { onLeave?(): void }) {
  const { createsKeys } = useRights();
  const strings = useStrings().models.using;
  return (
    <div className="key-hint">
      <p className="muted">{createsKeys ? strings.replaceKey : strings.noPermission}</p>
      {createsKeys && <p><Link to="/keys" onClick={onLeave}>{strings.createKey}</Link></p>}
    </div>
  );
}
