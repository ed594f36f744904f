import { useState } from "react";
import { refreshAccess, useModelAccess } from "../../state/access";
import { useStrings } from "../../state/language";
import { Button } from "../../ui/Button";
import { EmptyState, ErrorState, LoadingRows } from "../../ui/ListState";
import { AccessDialog } from "../access/AccessDialog";
import { audiencesOf, everyone, keyOf } from "../access/grants";
import { WhoCanTable } from "../access/WhoCanTable";
import type { PartProps } from "./partContents";
import { useAccessStrings } from "../access/accessStrings";

/** The grants, and who can use the model for which reason. */
export function AccessPart({ model }: PartProps) {
  const strings = useStrings().model.access;
  if (!model?.write_access) return <EmptyState title={strings.hidden} />;
  return <Access model={model} />;
}

function Access({ model }: { model: NonNullable<PartProps["model"]> }) {
  const shared = useAccessStrings();
  const { model: { access: strings } } = useStrings();
  const access = useModelAccess(model.id, 1);
  const [isChanging, setChanging] = useState(false);
  if (access.error && !access.value) return <ErrorState message={access.error} onRetry={() => void refreshAccess()} />;
  if (!access.value) return <LoadingRows label={shared.loading} />;
  const { owner, grants } = access.value;
  const audiences = audiencesOf(grants, shared.everyone);
  return (
    <div className="model-sections">
      <section aria-labelledby="grants-title">
        <div className="section-row">
          <h2 id="grants-title">{strings.grants}</h2>
          <Button size="small" onClick={() => setChanging(true)}>{strings.change}</Button>
        </div>
        {audiences.length === 0 ? (
          <p className="audiences-none">{model.base_model_id === null ? shared.onlyAdministrators : shared.onlyOwner}</p>
        ) : (
          <ul className="audiences" aria-label={shared.grantedTo}>
            {audiences.map((audience) => (
              <li key={keyOf(audience)}>
                <span className="audience-name">
                  <strong>{audience.name}</strong>
                  {audience.id !== everyone && <span className="badge">{shared.kinds[audience.type]}</span>}
                </span>
                <span className="muted">{shared.rights[audience.right]}</span>
              </li>
            ))}
          </ul>
        )}
        {owner && <p className="muted">{strings.ownedBy(owner.name)}</p>}
      </section>
      <section aria-labelledby="who-title">
        <h2 id="who-title">{strings.who} <span className="page-count">{access.value.total}</span></h2>
        <WhoCanTable modelId={model.id} />
      </section>
      {isChanging && <AccessDialog model={model} onClose={() => setChanging(false)} />}
    </div>
  );
}
