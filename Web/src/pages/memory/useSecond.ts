import { useEffect, useState } from "react";

/** Seconds since 1970, updated each second while a component needs it. */
export function useSecond(isNeeded: boolean): number {
  const [now, setNow] = useState(() => Date.now() / 1000);
  useEffect(() => {
    if (!isNeeded) return;
    const tick = () => setNow(Date.now() / 1000);
    tick();
    const timer = setInterval(tick, 1_000);
    return () => clearInterval(timer);
  }, [isNeeded]);
  return now;
}
