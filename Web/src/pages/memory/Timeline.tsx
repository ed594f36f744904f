import { useRef } from "react";
import { currentLocale, useStrings } from "../../state/language";
import { refreshTimeline, useTimeline } from "../../state/memory";
import { useModelNames } from "../../state/modelNames";
import { Button } from "../../ui/Button";
import { EmptyState, ErrorState, LoadingRows } from "../../ui/ListState";
import { StateMark } from "../../ui/StateMark";
import { formatDuration } from "../../ui/duration";
import { formatBytes, formatDateTime, formatTime } from "../../ui/format";
import { doneText } from "../history/auditTrail";
import { causeText } from "./causeText";
import type { MemoryView } from "./memoryView";
import { daysOf, dayText, type TimelineItem, whyOf } from "./timelineEntries";

interface TimelineProps {
  view: MemoryView;
  models: string[];
  onShow(changes: Partial<MemoryView>): void;
}

export function Timeline({ view, models, onShow }: TimelineProps) {
  const strings = useStrings().memory;
  const locale = currentLocale();
  const heading = useRef<HTMLHeadingElement>(null);
  const { value, error, isLoading } = useTimeline({ entity_id: view.model || undefined, before: view.before || undefined });
  const nameOf = useModelNames();
  const choices = view.model && !models.includes(view.model) ? [view.model, ...models] : models;
  const turn = (before: string) => {
    onShow({ before });
    // The button is at the end of the list; reading continues at its beginning.
    heading.current?.scrollIntoView();
    heading.current?.focus({ preventScroll: true });
  };
  return (
    <section className="timeline" aria-labelledby="timeline-title">
      <header className="timeline-head">
        <h2 id="timeline-title" ref={heading} tabIndex={-1}>{strings.activity}</h2>
        <select
          className="input input-small"
          aria-label={strings.whichModel}
          value={view.model}
          onChange={(event) => onShow({ model: event.target.value, before: "" })}
        >
          <option value="">{strings.allModels}</option>
          {choices.map((model) => <option key={model} value={model}>{nameOf(model)}</option>)}
        </select>
      </header>
      {error && value && <p role="alert" className="inline-problem">{strings.outOfDate(error)}</p>}
      {error && !value ? (
        <ErrorState message={error} onRetry={refreshTimeline} />
      ) : !value ? (
        <LoadingRows label={strings.loadingTimeline} />
      ) : value.items.length === 0 ? (
        <EmptyState title={strings.noActivity}>
          <p>{view.model ? strings.noActivityOf(nameOf(view.model)) : strings.noActivityWhy}</p>
          {view.model && <Button onClick={() => onShow({ model: "", before: "" })}>{strings.showAll}</Button>}
        </EmptyState>
      ) : (
        <div aria-busy={isLoading || undefined}>
          {daysOf(value.items).map((day) => {
            const name = dayText(day.time, Date.now() / 1000, strings, locale);
            return (
              <div key={name}>
                <h3>{name}</h3>
                <ol aria-label={name}>{day.items.map((item) => <TimelineRow key={item.entry.id} item={item} />)}</ol>
              </div>
            );
          })}
        </div>
      )}
      {(view.before || value?.next) && (
        <nav className="pages" aria-label={strings.pages}>
          <Button size="small" disabled={!view.before} onClick={() => turn("")}>{strings.newest}</Button>
          <Button size="small" disabled={!value?.next} onClick={() => turn(value?.next ?? "")}>{strings.older}</Button>
        </nav>
      )}
    </section>
  );
}

/** The mark of an entry's state; requested actions have none. */
const marks: Record<string, string> = {
  "residency.waiting": "waiting", "residency.loading": "loading", "residency.loaded": "loaded", "residency.draining": "draining",
  "residency.unloading": "unloading", "residency.unloaded": "unloaded", "residency.failed": "failed",
};

function TimelineRow({ item }: { item: TimelineItem }) {
  const { entry, seconds } = item;
  const strings = useStrings().memory;
  const locale = currentLocale();
  const nameOf = useModelNames();
  const hasWay = entry.action === "residency.pin" && entry.outcome === "ok";
  const what = hasWay ? doneText(entry) : (strings.actions as Record<string, string>)[entry.action] ?? entry.action;
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
  const why = whyOf(entry).map((each) => causeText(each, strings));
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
