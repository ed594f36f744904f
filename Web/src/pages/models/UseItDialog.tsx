import { Link } from "../../frame/Link";
import { ownAddress } from "../../state/basePath";
import { useStrings } from "../../state/language";
import { useRights } from "../../state/rights";
import { Button } from "../../ui/Button";
import { CopyBlock } from "../../ui/CopyBlock";
import { Dialog } from "../../ui/Dialog";
import { curlFor } from "./snippets";

export function UseItDialog({ model, onClose }: { model: { id: string; name: string }; onClose(): void }) {
  const strings = useStrings().models.using;
  return (
    <Dialog isWide title={strings.title(model.name)} onClose={onClose} actions={<Button look="primary" onClick={onClose}>{strings.done}</Button>}>
      <p>{strings.how}</p>
      <CopyBlock label={strings.baseUrl} text={`${ownAddress()}/v1`} />
      <CopyBlock label={strings.model} text={model.id} />
      <CopyBlock label={strings.inShell} text={curlFor(ownAddress(), model.id)} />
      <KeyHint onLeave={onClose} />
    </Dialog>
  );
}

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
