import { currentLocale, useStrings } from "../state/language";
import { Button } from "./Button";
import { formatMoment } from "./format";

interface RestoredNoticeProps {
  /** Seconds since 1970; undefined: nothing was restored. */
  at: number | undefined;
  onDiscard(): void;
}

/** Says that a form contains restored unsaved changes. */
export function RestoredNotice({ at, onDiscard }: RestoredNoticeProps) {
  const strings = useStrings().forms;
  if (at === undefined) return null;
  return (
    <div role="status" className="restored-notice">
      <span>{strings.restored(formatMoment(at, currentLocale()))}</span>
      <Button size="small" onClick={onDiscard}>{strings.discardRestored}</Button>
    </div>
  );
}
