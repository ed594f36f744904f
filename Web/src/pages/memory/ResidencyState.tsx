import type { Residency } from "../../api/types";
import { currentLocale, useStrings } from "../../state/language";
import { StateMark } from "../../ui/StateMark";
import { formatDuration } from "../../ui/duration";
import { FileNote } from "./FileNote";
import { causeText } from "./causeText";
import { progressOf, reasonOf, secondsToRetry } from "./residencyStatus";

/** The state and its reason. */
export function ResidencyState({ residency, now }: { residency: Residency; now: number }) {
  const strings = useStrings().memory;
  const { state, cause } = residency;
  const given = reasonOf(residency);
  const reason = given && causeText(given, strings);
  const causeShown = cause && causeText(cause, strings);
  const isFailed = state === "failed";
  return (
    <div className="state-cell">
      <StateMark state={state}>{strings.states[state]}</StateMark>
      {state === "loading" && <LoadProgress residency={residency} now={now} />}
      {reason && <div className={`state-note ${isFailed ? "is-problem" : ""}`}>{reason}</div>}
      <FileNote residency={residency} />
      {causeShown && causeShown !== reason && <div className="state-note">{strings.because(causeShown)}</div>}
      {isFailed && residency.desired === "loaded" && (
        <div className="state-note memory-retry"><NextTry seconds={secondsToRetry(residency, now)} /></div>
      )}
    </div>
  );
}

function NextTry({ seconds }: { seconds: number | undefined }) {
  const strings = useStrings().memory;
  if (seconds === undefined) return <>{strings.noNextTry}</>;
  if (seconds === 0) return <>{strings.nextTryNow}</>;
  return <>{strings.nextTry(formatDuration(seconds, currentLocale()))}</>;
}

function LoadProgress({ residency, now }: { residency: Residency; now: number }) {
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
