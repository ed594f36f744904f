import { currentLocale, useStrings } from "../../state/language";
import { useModelNames } from "../../state/modelNames";
import { formatDuration } from "../../ui/duration";
import { formatBytes, formatDateTime, formatTime } from "../../ui/format";
import { StateMark } from "../../ui/StateMark";
import { spoken } from "./spoken";
import { whyOf, type TimelineItem } from "./timelineEntries";

/** The mark of an entry's state; requested actions have none. */
const marks: Record<string, string> = {
  "residency.loading": "loading", "residency.loaded": "loaded", "residency.draining": "draining",
  "residency.unloading": "unloading", "residency.unloaded": "unloaded", "residency.failed": "failed",
};

export function TimelineRow({ item }: { item: TimelineItem }) {
  const { entry, seconds } = item;
  const strings = useStrings().memory;
  const locale = currentLocale();
  const nameOf = useModelNames();
  const what = (strings.happened as Record<string, string>)[entry.action] ?? entry.action;
  const freed = entry.audit_metadata?.freed_bytes;
  const isAct = entry.user_id !== "system";
  const tookText = (time: number, hasFailed: boolean) => {
    if (time < 1) return hasFailed ? strings.afterNoTime : strings.tookNoTime;
    return (hasFailed ? strings.afterTime : strings.tookTime)(formatDuration(time, locale));
  };
  const isRefused = isAct && entry.outcome !== "ok";
  const facts = [
    seconds === undefined ? "" : tookText(seconds, entry.action === "residency.failed"),
    freed ? strings.freed(formatBytes(freed, locale)) : "",
  ].filter(Boolean);
  const why = whyOf(entry).map((each) => spoken(each, strings));
  return (
    <li className="timeline-row">
      <time dateTime={new Date(entry.created_at * 1000).toISOString()} title={formatDateTime(entry.created_at, locale)}>
        {formatTime(entry.created_at, locale)}
      </time>
      <StateMark state={isRefused ? "failed" : marks[entry.action] ?? "asked"}><strong>{nameOf(entry.entity_id ?? "")}</strong></StateMark>
      <div className="timeline-what">
        {what}
        {isAct && <>{strings.by(entry.user_name ?? entry.user_id)}</>}
        {isRefused && <>, <span className="is-problem">{strings.refused}</span></>}
        {facts.length > 0 && <span className="muted">, {facts.join(", ")}</span>}
        {why.length > 0 && (
          <div className={`timeline-why ${entry.outcome === "ok" ? "" : "is-problem"}`}>{[...new Set(why)].join(" · ")}</div>
        )}
      </div>
    </li>
  );
}
