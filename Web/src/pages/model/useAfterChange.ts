import { useEffect, useRef } from "react";

const atOnce: readonly number[] = [0];

/**
 * Runs when `subject` changes, but not initially.
 * @param pauses delays in milliseconds; audit entries are written shortly after the live event
 */
export function useAfterChange(subject: string | number, run: () => void, pauses = atOnce): void {
  const known = useRef(subject);
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    if (known.current === subject) return;
    known.current = subject;
    const timers = pauses.map((pause) => setTimeout(() => latest.current(), pause));
    return () => timers.forEach(clearTimeout);
  }, [subject, pauses]);
}
