import { Link } from "../../frame/Link";
import { useRights } from "../../state/rights";
import { Button } from "../../ui/Button";
import { CopyBlock } from "../../ui/CopyBlock";
import { Dialog } from "../../ui/Dialog";
import { curlFor } from "./curl";

export function UseItDialog({ model, onClose }: { model: { id: string; name: string }; onClose(): void }) {
  const { createsKeys } = useRights();
  return (
    <Dialog isWide title={`Talk to ${model.name}`} onClose={onClose} actions={<Button look="primary" onClick={onClose}>Done</Button>}>
      <p>Any OpenAI client works. It needs this address, {createsKeys ? "a key" : "your token"}, and the model's id.</p>
      <CopyBlock label="Base URL" text={`${location.origin}/v1`} />
      <CopyBlock label="Model" text={model.id} />
      <CopyBlock label="In a shell" text={curlFor(location.origin, model.id)} />
      <p className="muted">
        <code>$TOKEN</code> stands for {createsKeys && <>a key, which you make under <Link to="/keys" onClick={onClose}>Keys</Link>, or </>}
        your token: the field <code>token</code> in the answer to{" "}
        <code>POST /api/v1/auths/signin</code> with your e-mail address and password.
      </p>
    </Dialog>
  );
}
