import type { Residency } from "../../api/types";
import { Link } from "../../frame/Link";
import { currentLocale, useStrings } from "../../state/language";
import { useModelNames } from "../../state/modelNames";
import { setPinned } from "../../state/residency";
import { IconButton } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Cell } from "../../ui/Table";
import { formatDuration } from "../../ui/duration";
import { formatAgo, formatBytes, formatDateTime, formatMoment } from "../../ui/format";
import { modelAddress } from "../models/addresses";
import { LoadButton } from "./LoadButton";
import { ResidencyState } from "./ResidencyState";
import type { Wanting } from "./wanted";

interface ResidencyRowProps {
  residency: Residency;
  /** It can't be loaded or unloaded by hand. */
  isFixed: boolean;
  /** Also the number of its part of the bar. */
  number: number;
  /** There is a model to link to. */
  isRegistered: boolean;
  /** Uses more than expected, so that the budget is exceeded. */
  isOverrun: boolean;
  wanting: Wanting | undefined;
  /** Why the models that need it are unknown. */
  problem: string | undefined;
  now: number;
  onAskToUnload(): void;
}

export function ResidencyRow(props: ResidencyRowProps) {
  const { residency, isFixed, number, isRegistered, isOverrun, wanting, problem, now, onAskToUnload } = props;
  const strings = useStrings().memory;
  const { columns } = strings;
  const locale = currentLocale();
  const id = residency.base_model;
  const name = useModelNames()(id);
  const count = (value: number) => (value > 0 ? value.toLocaleString(locale) : "");
  return (
    <tr role="row" className={`stacked-row memory-row ${residency.desired === "loaded" ? "is-wanted" : ""}`}>
      <Cell className="stacked-head memory-model">
        <div className="memory-named">
          <span className="memory-key" data-state={residency.bytes ? residency.state : undefined} aria-hidden="true">
            {number}
          </span>
          <div>
            {isRegistered
              ? <Link to={modelAddress(id)} className="row-link">{name}</Link>
              : <strong>{name}</strong>}
            {name !== id && <> <code className="muted">{id}</code></>}
            {residency.pinned && <span className="badge">{strings.pinning.mark}</span>}
            {residency.last_used_at !== null && <LastUsed at={residency.last_used_at} />}
            <NeededBy model={id} wanting={wanting} problem={problem} />
          </div>
        </div>
      </Cell>
      <Cell label={columns.desired}>{residency.desired === "loaded" ? strings.on : strings.off}</Cell>
      <Cell label={columns.state} className="memory-state"><ResidencyState residency={residency} now={now} /></Cell>
      <Cell label={columns.memory} className="memory-number">
        {residency.bytes ? formatBytes(residency.bytes, locale) : ""}
        {isOverrun && residency.expected_bytes !== null && (
          <div className="state-note is-problem">{strings.overBudget.expected(formatBytes(residency.expected_bytes, locale))}</div>
        )}
      </Cell>
      <Cell label={columns.answers} className="memory-number">{count(residency.leases)}</Cell>
      <Cell label={columns.waiting} className="memory-number">{count(residency.waiting)}</Cell>
      <Cell label={columns.since} className="memory-number memory-time">
        <time dateTime={new Date(residency.since * 1000).toISOString()} title={formatDateTime(residency.since, locale)}>
          {formatMoment(residency.since, locale)}
        </time>
      </Cell>
      <Cell label={columns.took} className="memory-number memory-time">
        {residency.load_seconds === null ? "" : formatDuration(residency.load_seconds, locale)}
      </Cell>
      <Cell label={columns.process} className="memory-number">{residency.pid ?? ""}</Cell>
      <Cell className="column-action memory-acts">
        {!isFixed && <LoadButton residency={residency} onAskToUnload={onAskToUnload} />}
        {!isFixed && <PinButton residency={residency} />}
      </Cell>
    </tr>
  );
}

function LastUsed({ at }: { at: number }) {
  const strings = useStrings().memory.pinning;
  const locale = currentLocale();
  return (
    <div className="memory-why muted" title={formatDateTime(at, locale)}>
      {strings.lastUsed(formatAgo(at, undefined, locale))}
    </div>
  );
}

/** Pressed: the weights are pinned. */
function PinButton({ residency }: { residency: Residency }) {
  const strings = useStrings().memory.pinning;
  const { base_model: id, pinned: isPinned } = residency;
  const name = useModelNames()(id);
  return (
    <IconButton label={strings.pin(name)} aria-pressed={isPinned} onClick={() => void setPinned(id, name, !isPinned)}>
      <Icon name="pin" />
    </IconButton>
  );
}

interface NeededByProps {
  model: string;
  wanting: Wanting | undefined;
  problem: string | undefined;
}

/** The active models that need these weights, folded. */
function NeededBy({ model, wanting, problem }: NeededByProps) {
  const strings = useStrings().memory;
  if (!wanting) return problem ? <div className="memory-why muted">{strings.presetsUnknown} {problem}</div> : null;
  if (wanting.models.length === 0) return null;
  return (
    <>
      <details className="memory-why">
        <summary>{strings.activeModels(wanting.models.length)}</summary>
        <ul>
          {wanting.models.map((each) => (
            <li key={each.id}>
              <Link to={modelAddress(each.id)}>{each.name}</Link>
              {each.id === model && <span className="muted"> {strings.itself}</span>}
            </li>
          ))}
        </ul>
      </details>
      {wanting.isBaseOff && <div className="memory-why is-warning">{strings.baseIsOff}</div>}
    </>
  );
}
