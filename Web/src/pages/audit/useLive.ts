import { useEffect, useRef, useState } from "react";
import { messageOf } from "../../api/request";

const everyMilliseconds = 2000;

/** Refreshes regularly while the page is visible; returns why it currently fails. */
export function useLive(isOn: boolean, ask: () => Promise<void>): string | undefined {
  const [problem, setProblem] = useState<string>();
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    if (!isOn) return;
    let isBusy = false;
    let isOver = false;
    const tick = async () => {
      if (document.hidden || isBusy) return;
      isBusy = true;
      const found = await latest.current().then(() => undefined, messageOf);
      isBusy = false;
      if (!isOver) setProblem(found);
    };
    const timer = setInterval(tick, everyMilliseconds);
    document.addEventListener("visibilitychange", tick);
    void tick();
    return () => {
      isOver = true;
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
      setProblem(undefined);
    };
  }, [isOn]);
  return problem;
}
