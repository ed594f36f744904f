import { Link } from "../../frame/Link";
import { useWords } from "../../state/language";
import { useRights } from "../../state/rights";

/** What belongs in the place that examples leave for a key. */
export function KeyHint({ onLeave }: { onLeave?(): void }) {
  const { createsKeys } = useRights();
  const words = useWords().models.using;
  return (
    <div className="key-hint">
      <p className="muted">{createsKeys ? words.keyIsKey : words.keyIsToken} {words.tokenHow}</p>
      {createsKeys && <p><Link to="/keys" onClick={onLeave}>{words.toKeys}</Link></p>}
    </div>
  );
}
