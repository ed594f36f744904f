import { useModelAccess } from "../../state/access";
import { useStrings } from "../../state/language";
import { WhoCanTable } from "./WhoCanTable";

/** Who can use the saved model, beside the form. */
export function WhoCanUseIt({ modelId }: { modelId: string }) {
  const strings = useStrings().access;
  const total = useModelAccess(modelId, 1).value?.total;
  return (
    <details className="who-can">
      <summary>{strings.whoCanUse} {total !== undefined && <span className="muted">{total}</span>}</summary>
      <WhoCanTable modelId={modelId} />
      <p className="muted">{strings.asSaved}</p>
    </details>
  );
}
