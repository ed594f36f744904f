import { fetchModel } from "../../api/models";
import { Link } from "../../frame/Link";
import { useWords } from "../../state/language";
import { usePlace } from "../../state/location";
import { createResource, useResource } from "../../state/resource";
import { EmptyState, LoadingRows } from "../../ui/ListState";
import { Conversation } from "./Conversation";

const models = createResource(fetchModel);

/** A small chat with one model, to see whether it does what it was made for. */
export function TryPage() {
  const id = new URLSearchParams(usePlace().search).get("id") ?? "";
  const { value: model, isLoading } = useResource(models, id);
  const words = useWords().tryIt;
  return (
    <main className="page" id="main" tabIndex={-1}>
      <header className="page-head"><h1>{words.title(model?.name ?? id)}</h1></header>
      {model ? (
        <>
          {!model.is_active && <p role="alert" className="inline-problem">{words.isOff}</p>}
          <Conversation key={model.id} id={model.id} name={model.name} />
        </>
      ) : isLoading ? (
        <LoadingRows label={words.title(id)} />
      ) : (
        <EmptyState title={words.unknown}><p><Link to="/models">{words.back}</Link></p></EmptyState>
      )}
    </main>
  );
}
