import type { ListedModel } from "../../api/types";
import { Link } from "../../frame/Link";
import { useModelAccess } from "../../state/access";
import { useUsageOfDay } from "../../state/day";
import { currentLocale, useWords } from "../../state/language";
import { useResidencyPicture } from "../../state/residency";
import { Fact, Facts } from "../../ui/Facts";
import { formatAgo, formatDateTime } from "../../ui/format";
import { tagsOf } from "../models/modelMeta";
import { weightsOf } from "../models/modelStatus";
import { capabilitiesOf } from "./capabilities";
import { partAddress } from "./modelParts";

/** What is known of it, as far as the person may know it. */
export function ModelFacts({ model }: { model: ListedModel }) {
  const words = useWords().model.facts;
  const names: Record<string, { label: string }> = useWords().editor.capabilities;
  const usage = useUsageOfDay(model.id).value?.items[model.id];
  const isKept = useResidencyPicture().byBaseModel.get(weightsOf(model))?.kept === true;
  const tags = tagsOf(model);
  const capabilities = capabilitiesOf(model);
  return (
    <Facts>
      {model.user && <Fact name={words.owner}>{model.user.name}</Fact>}
      {model.write_access && <WhoCanUse id={model.id} />}
      {usage && <Fact name={words.lastUsed}>{usage.last_used_at === null ? words.never : <Ago at={usage.last_used_at} />}</Fact>}
      {isKept && <Fact name={words.kept}>{words.isKept}</Fact>}
      <Fact name={words.revision}>{model.revision.toLocaleString(currentLocale())}</Fact>
      <Fact name={words.changed}><Ago at={model.updated_at} /></Fact>
      <Fact name={words.created}><Ago at={model.created_at} /></Fact>
      {tags.length > 0 && <Fact name={words.tags}><Labels labels={tags} /></Fact>}
      {capabilities.length > 0 && (
        <Fact name={words.capabilities}><Labels labels={capabilities.map((each) => names[each]?.label ?? each)} /></Fact>
      )}
    </Facts>
  );
}

function WhoCanUse({ id }: { id: string }) {
  const words = useWords().model.facts;
  const total = useModelAccess(id, 1).value?.total;
  if (total === undefined) return null;
  return <Fact name={words.whoCanUse}><Link to={partAddress("access", id)}>{words.people(total)}</Link></Fact>;
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
