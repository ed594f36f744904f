import { ownAddress } from "../../state/basePath";
import { useStrings } from "../../state/language";
import { CopyBlock } from "../../ui/CopyBlock";
import { KeyHint } from "../models/UseItDialog";
import { curlFor, keyPlaceholder, pythonFor } from "../models/snippets";
import type { PartProps } from "./partContents";

/** How programs use the model, with this server's address, ready to copy. */
export function UsePart({ id }: PartProps) {
  const { model: { use: strings }, models: { using } } = useStrings();
  const server = ownAddress();
  return (
    <div className="use-parts">
      <section aria-labelledby="use-address">
        <h2 id="use-address">{strings.address}</h2>
        <CopyBlock label={using.baseUrl} text={`${server}/v1`} />
        <CopyBlock label={using.model} text={id} />
        <KeyHint />
      </section>
      <section aria-labelledby="use-shell">
        <h2 id="use-shell">{strings.shell}</h2>
        <CopyBlock label="curl" text={curlFor(server, id)} />
      </section>
      <section aria-labelledby="use-python">
        <h2 id="use-python">{strings.python}</h2>
        <p className="muted">{strings.pythonWhat}</p>
        <CopyBlock label="Python" text={pythonFor(server, id)} />
      </section>
      <section aria-labelledby="use-webui">
        <h2 id="use-webui">{strings.openWebUI}</h2>
        <p className="muted">{strings.openWebUIWhere}</p>
        <CopyBlock label={strings.openWebUISettings} text={strings.connection(`${server}/v1`, keyPlaceholder, id)} />
        <p className="muted">{strings.allModels}</p>
      </section>
    </div>
  );
}
