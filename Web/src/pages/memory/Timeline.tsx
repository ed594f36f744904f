import { useRef } from "react";
import { currentLocale, useWords } from "../../state/language";
import { refreshTimeline, useTimeline } from "../../state/memory";
import { useModelNames } from "../../state/modelNames";
import { Button } from "../../ui/Button";
import { EmptyState, ErrorState, LoadingRows } from "../../ui/ListState";
import type { MemoryView } from "./memoryView";
import { daysOf, dayWords } from "./timelineEntries";
import { TimelineRow } from "./TimelineRow";

interface TimelineProps {
  view: MemoryView;
  models: string[];
  onShow(changes: Partial<MemoryView>): void;
}

export function Timeline({ view, models, onShow }: TimelineProps) {
  const words = useWords().memory;
  const locale = currentLocale();
  const heading = useRef<HTMLHeadingElement>(null);
  const { value, error, isLoading } = useTimeline({ entity_id: view.model || undefined, before: view.before || undefined });
  const nameOf = useModelNames();
  const choices = view.model && !models.includes(view.model) ? [view.model, ...models] : models;
  const turn = (before: string) => {
    onShow({ before });
    // The end of the list, where the button was pressed, is not where one goes on reading.
    heading.current?.scrollIntoView();
    heading.current?.focus({ preventScroll: true });
  };
  return (
    <section className="timeline" aria-labelledby="timeline-title">
      <header className="timeline-head">
        <h2 id="timeline-title" ref={heading} tabIndex={-1}>{words.whatHappened}</h2>
        <select
          className="input input-small"
          aria-label={words.whichModel}
          value={view.model}
          onChange={(event) => onShow({ model: event.target.value, before: "" })}
        >
          <option value="">{words.allModels}</option>
          {choices.map((model) => <option key={model} value={model}>{nameOf(model)}</option>)}
        </select>
      </header>
      {error && value && <p role="alert" className="inline-problem">{words.outOfDate(error)}</p>}
      {error && !value ? (
        <ErrorState message={error} onRetry={refreshTimeline} />
      ) : !value ? (
        <LoadingRows label={words.loadingTimeline} />
      ) : value.items.length === 0 ? (
        <EmptyState title={words.nothingHappened}>
          <p>{view.model ? words.nothingOf(nameOf(view.model)) : words.nothingHappenedWhy}</p>
          {view.model && <Button onClick={() => onShow({ model: "", before: "" })}>{words.showAll}</Button>}
        </EmptyState>
      ) : (
        <div aria-busy={isLoading || undefined}>
          {daysOf(value.items).map((day) => {
            const name = dayWords(day.time, Date.now() / 1000, words, locale);
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
        <nav className="pages" aria-label={words.pages}>
          <Button size="small" disabled={!view.before} onClick={() => turn("")}>{words.newest}</Button>
          <Button size="small" disabled={!value?.next} onClick={() => turn(value?.next ?? "")}>{words.older}</Button>
        </nav>
      )}
    </section>
  );
}
