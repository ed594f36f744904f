import { ownAddress } from "../../state/basePath";
import { useWords } from "../../state/language";
import { useRights } from "../../state/rights";
import { Button } from "../../ui/Button";
import { CopyBlock } from "../../ui/CopyBlock";
import { Dialog } from "../../ui/Dialog";
import { KeyHint } from "./KeyHint";
import { curlFor } from "./snippets";

export function UseItDialog({ model, onClose }: { model: { id: string; name: string }; onClose(): void }) {
  const { createsKeys } = useRights();
  const words = useWords().models.using;
  return (
    <Dialog isWide title={words.title(model.name)} onClose={onClose} actions={<Button look="primary" onClick={onClose}>{words.done}</Button>}>
      <p>{createsKeys ? words.withKey : words.withToken}</p>
      <CopyBlock label={words.baseUrl} text={`${ownAddress()}/v1`} />
      <CopyBlock label={words.model} text={model.id} />
      <CopyBlock label={words.inShell} text={curlFor(ownAddress(), model.id)} />
      <KeyHint onLeave={onClose} />
    </Dialog>
  );
}
