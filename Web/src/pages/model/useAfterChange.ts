import { useEffect, useRef } from "react";

const atOnce: readonly number[] = [0];

/**
 * Runs when `subject` is another one than before, and not at first.
 * @param pauses after which it runs, in milliseconds; what is told live is written down a moment later
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
