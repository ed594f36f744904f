import { useLayoutEffect, useRef, type RefObject } from "react";

/** For a row of links that scrolls sideways: where one is can be seen in it. */
export function useCurrentInSight(path: string): RefObject<HTMLElement> {
  const row = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const current = row.current?.querySelector<HTMLElement>("[aria-current]");
    if (!row.current || !current) return;
    const around = row.current.getBoundingClientRect();
    const own = current.getBoundingClientRect();
    if (own.right > around.right) row.current.scrollLeft += own.right - around.right + own.width / 2;
    if (own.left < around.left) row.current.scrollLeft -= around.left - own.left + own.width / 2;
  }, [path]);
  return row;
}
