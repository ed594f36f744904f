import { useModelAccess } from "../../state/access";
import { useWords } from "../../state/language";
import { WhoCanTable } from "./WhoCanTable";

/** Beside what is being changed: who can use the model as it is saved. */
export function WhoCanUseIt({ modelId }: { modelId: string }) {
  const words = useWords().access;
  const total = useModelAccess(modelId, 1).value?.total;
  return (
    <details className="who-can">
      <summary>{words.whoCanUse} {total !== undefined && <span className="muted">{total}</span>}</summary>
      <WhoCanTable modelId={modelId} />
      <p className="muted">{words.asSaved}</p>
    </details>
  );
}
