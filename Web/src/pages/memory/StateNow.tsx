import type { Residency } from "../../api/types";
import { currentLocale, useStrings } from "../../state/language";
import { formatDuration } from "../../ui/duration";
import { StateMark } from "../../ui/StateMark";
import { FileNote } from "./FileNote";
import { LoadProgress } from "./LoadProgress";
import { reasonOf, secondsToRetry } from "./residencyActs";
import { spoken } from "./spoken";

/** The state and its reason. */
export function StateNow({ residency, now }: { residency: Residency; now: number }) {
  const strings = useStrings().memory;
  const { state, cause } = residency;
  const given = reasonOf(residency);
  const reason = given && spoken(given, strings);
  const told = cause && spoken(cause, strings);
  const isFailed = state === "failed";
  return (
    <div className="state-cell">
      <StateMark state={state}>{strings.states[state]}</StateMark>
      {state === "loading" && <LoadProgress residency={residency} now={now} />}
      {reason && <div className={`state-note ${isFailed ? "is-problem" : ""}`}>{reason}</div>}
      <FileNote residency={residency} />
      {told && told !== reason && <div className="state-note">{strings.because(told)}</div>}
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
