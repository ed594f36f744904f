import { useEffect, useRef } from "react";

/**
 * Runs when `subject` is another one than before, and not at first.
 * @param pauseMilliseconds what is told live is written down a moment later
 */
export function useAfterChange(subject: string | number, run: () => void, pauseMilliseconds = 0): void {
  const known = useRef(subject);
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    if (known.current === subject) return;
    known.current = subject;
    const timer = setTimeout(() => latest.current(), pauseMilliseconds);
    return () => clearTimeout(timer);
  }, [subject, pauseMilliseconds]);
}

/** Until an entry of what the stream has told is there. */
export const untilWritten = 700;
