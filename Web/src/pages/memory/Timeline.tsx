import { useRef } from "react";
import { currentLocale, useStrings } from "../../state/language";
import { refreshTimeline, useTimeline } from "../../state/memory";
import { useModelNames } from "../../state/modelNames";
import { Button } from "../../ui/Button";
import { EmptyState, ErrorState, LoadingRows } from "../../ui/ListState";
import type { MemoryView } from "./memoryView";
import { daysOf, dayText } from "./timelineEntries";
import { TimelineRow } from "./TimelineRow";

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
        <h2 id="timeline-title" ref={heading} tabIndex={-1}>{strings.whatHappened}</h2>
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
        <EmptyState title={strings.nothingHappened}>
          <p>{view.model ? strings.nothingOf(nameOf(view.model)) : strings.nothingHappenedWhy}</p>
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
