import type { Residency } from "../../api/types";
import { currentLocale, useStrings } from "../../state/language";
import { formatDuration } from "../../ui/duration";
import { progressOf } from "./residencyActs";

export function LoadProgress({ residency, now }: { residency: Residency; now: number }) {
  const strings = useStrings().memory;
  const locale = currentLocale();
  const progress = progressOf(residency, now);
  const elapsed = formatDuration(Math.floor(progress.elapsed), locale);
  const label = strings.loadProgress(residency.base_model);
  return (
    <>
      {progress.kind === "known"
        ? <progress className="memory-progress" aria-label={label} max={progress.last} value={progress.elapsed} />
        : <progress className="memory-progress" aria-label={label} />}
      <div className="state-note memory-elapsed">
        {progress.last === null ? strings.elapsed(elapsed) : strings.elapsedOf(elapsed, formatDuration(progress.last, locale))}
      </div>
    </>
  );
}
