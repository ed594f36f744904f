import { Link } from "../../frame/Link";
import { loadNewer, refreshTrail, useTrail } from "../../state/audit";
import { useStrings } from "../../state/language";
import { navigate, replaceSearch, useAddress } from "../../state/location";
import { auditDelays } from "../../state/memory";
import { useResidencySnapshot } from "../../state/residency";
import { useRights } from "../../state/rights";
import { Choice } from "../../ui/Choice";
import { EmptyState, ErrorState, LoadingRows } from "../../ui/ListState";
import { AuditTable } from "../audit/AuditTable";
import { EntryDialog } from "../audit/EntryDialog";
import { shownAtFirst, writeView } from "../audit/auditView";
import { noNames } from "../audit/names";
import { weightsOf } from "../models/modelStatus";
import type { PartProps } from "./partContents";
import { readTrailView, trailFilters, type TrailView, writeTrailView } from "./trailView";
import { useAfterChange } from "./useAfterChange";
import { useAuditStrings } from "../audit/auditStrings";

export function AuditPart(props: PartProps) {
  const strings = useStrings().model.audit;
  const { isAdmin } = useRights();
  return isAdmin ? <Trail {...props} /> : <EmptyState title={strings.onlyForAdministrators} />;
}

/** The audit entries about the model, or about its weights. */
function Trail({ id, model }: PartProps) {
  const audit = useAuditStrings();
  const { model: { audit: strings } } = useStrings();
  const view = readTrailView(useAddress().search);
  const weights = model ? weightsOf(model) : id;
  const filters = trailFilters(view.of, id, weights);
  const question = { filters, limit: shownAtFirst };
  const trail = useTrail(question);
  const list = trail.value;
  const show = (changes: Partial<TrailView>) => replaceSearch((search) => writeTrailView(id, { ...readTrailView(search), ...changes }));
  const residency = useResidencySnapshot().byBaseModel.get(weights);
  // Older entries stay visible; the next refresh adds missed ones.
  const catchUp = () => void loadNewer(question).catch(() => {});
  useAfterChange(`${model?.revision} ${residency?.state} ${residency?.since}`, catchUp, auditDelays);
  const names = list?.names ?? noNames;
  const wholeTrail = (more: object) => `/audit${writeView({ ...more, shown: shownAtFirst, isLive: false })}`;
  return (
    <>
      <div className="filters trail-about">
        <Choice
          label={strings.about}
          value={view.of}
          options={[["model", strings.itself], ["weights", strings.weights]]}
          onChange={(of) => show({ of })}
        />
        <Link to={wholeTrail(filters)}>{strings.inTrail}</Link>
      </div>
      {trail.error && list && <p role="alert" className="inline-problem">{audit.outOfDate(trail.error)}</p>}
      {trail.error && !list ? (
        <ErrorState message={trail.error} onRetry={() => void refreshTrail()} />
      ) : !list ? (
        <LoadingRows label={audit.loading} rows={8} />
      ) : list.items.length === 0 ? (
        <EmptyState title={strings.nothing} />
      ) : (
        <AuditTable
          list={list} filters={filters} names={names} isBusy={trail.isLoading} onOpen={(entry) => show({ entry })}
        />
      )}
      {view.entry && (
        <EntryDialog
          key={view.entry} id={view.entry} names={names}
          onFilter={(only) => navigate(wholeTrail(only))}
          onClose={() => show({ entry: "" })}
        />
      )}
    </>
  );
}
