import type { ListedModel, Model } from "../../api/types";
import { Link } from "../../frame/Link";
import { useModelAccess } from "../../state/access";
import { currentLocale, useStrings } from "../../state/language";
import { useResidencySnapshot } from "../../state/residency";
import { useUsageOfDay } from "../../state/usage";
import { Fact, Facts } from "../../ui/Facts";
import { formatAgo, formatDateTime } from "../../ui/format";
import { tagsOf } from "../models/modelMeta";
import { weightsOf } from "../models/modelStatus";
import { partAddress } from "./modelParts";
import { useEditorStrings } from "../editor/editorStrings";

/** The model's details, as far as the user may see them. */
export function ModelFacts({ model }: { model: ListedModel }) {
  const strings = useStrings().model.facts;
  const names: Record<string, { label: string }> = useEditorStrings().capabilities;
  const usage = useUsageOfDay(model.id).value?.items[model.id];
  const isPinned = useResidencySnapshot().byBaseModel.get(weightsOf(model))?.pinned === true;
  const tags = tagsOf(model);
  const capabilities = capabilitiesOf(model);
  return (
    <Facts>
      {model.user && <Fact name={strings.owner}>{model.user.name}</Fact>}
      {model.write_access && <WhoCanUse id={model.id} />}
      {usage && <Fact name={strings.lastUsed}>{usage.last_used_at === null ? strings.never : <Ago at={usage.last_used_at} />}</Fact>}
      {isPinned && <Fact name={strings.inMemory}>{strings.pinned}</Fact>}
      <Fact name={strings.revision}>{model.revision.toLocaleString(currentLocale())}</Fact>
      <Fact name={strings.changed}><Ago at={model.updated_at} /></Fact>
      <Fact name={strings.created}><Ago at={model.created_at} /></Fact>
      {tags.length > 0 && <Fact name={strings.tags}><Labels labels={tags} /></Fact>}
      {capabilities.length > 0 && (
        <Fact name={strings.capabilities}><Labels labels={capabilities.map((each) => names[each]?.label ?? each)} /></Fact>
      )}
    </Facts>
  );
}

function WhoCanUse({ id }: { id: string }) {
  const strings = useStrings().model.facts;
  const total = useModelAccess(id, 1).value?.total;
  if (total === undefined) return null;
  return <Fact name={strings.whoCanUse}><Link to={partAddress("access", id)}>{strings.people(total)}</Link></Fact>;
}

function Ago({ at }: { at: number }) {
  const locale = currentLocale();
  return (
    <time dateTime={new Date(at * 1000).toISOString()} title={formatDateTime(at, locale)}>
      {formatAgo(at, undefined, locale)}
    </time>
  );
}

function Labels({ labels }: { labels: string[] }) {
  return <span className="labels">{labels.map((label) => <span key={label} className="tag">{label}</span>)}</span>;
}

/** The active ones, in their stored order. */
function capabilitiesOf({ meta }: Pick<Model, "meta">): string[] {
  const { capabilities } = meta;
  if (typeof capabilities !== "object" || capabilities === null) return [];
  return Object.entries(capabilities).filter(([, isOn]) => isOn === true).map(([name]) => name);
}
