import { Suspense } from "react";
import type { ListedModel } from "../../api/types";
import { Link } from "../../frame/Link";
import { useScrollToCurrent } from "../../frame/useCurrentInSight";
import { useStrings } from "../../state/language";
import { useAddress } from "../../state/location";
import { refreshModels, useModel } from "../../state/models";
import { useRights } from "../../state/rights";
import { EmptyState, ErrorState, LoadingRows } from "../../ui/ListState";
import { HeadOfAbsent, ModelHead } from "./ModelHead";
import { type ModelPart, partAddress, partAt, partsFor } from "./modelParts";
import { partContents } from "./partContents";

/** /models/overview?id= and the other tabs of a model's page. */
export function ModelPage() {
  const { path, search } = useAddress();
  const id = new URLSearchParams(search).get("id") ?? "";
  const part = partAt(path, search);
  return (
    <main className="page" id="main" tabIndex={-1}>
      <OneModel key={id} id={id} part={part} />
    </main>
  );
}

function OneModel({ id, part }: { id: string; part: ModelPart }) {
  const strings = useStrings().model;
  const rights = useRights();
  const found = useModel(id);
  const model = found.value;
  if (model === undefined && found.error) return <ErrorState message={found.error} onRetry={() => void refreshModels()} />;
  if (model === undefined) return <LoadingRows label={strings.loading} rows={6} />;
  if (model === null && !partsFor(rights, null).includes(part)) {
    return (
      <>
        <HeadOfAbsent id={id} />
        <EmptyState title={strings.gone}>
          <p>{strings.goneWhy}</p>
          <p><Link to={`/bin?query=${encodeURIComponent(id)}`}>{strings.toBin}</Link></p>
          <p><Link to="/models">{strings.toModels}</Link></p>
        </EmptyState>
      </>
    );
  }
  const Content = partContents[part];
  return (
    <>
      {model ? <ModelHead model={model} /> : <HeadOfAbsent id={id} />}
      <ModelTabs id={id} current={part} model={model} />
      <Suspense fallback={<LoadingRows label={strings.loading} />}>
        <Content id={id} model={model} />
      </Suspense>
    </>
  );
}

function ModelTabs({ id, current, model }: { id: string; current: ModelPart; model: ListedModel | null }) {
  const strings = useStrings().model.tabs;
  const rights = useRights();
  const row = useScrollToCurrent(current);
  const parts = partsFor(rights, model);
  return (
    <nav ref={row} className="tabs" aria-label={strings.label}>
      {parts.map((part) => (
        <Link key={part} to={partAddress(part, id)} aria-current={part === current ? "page" : undefined}>
          {strings[part]}
        </Link>
      ))}
    </nav>
  );
}
