import { useEffect, useLayoutEffect, useRef, type RefObject } from "react";

/** For a row of links that scrolls sideways: scrolls to the current link, and marks the sides that continue. */
export function useScrollToCurrent(path: string): RefObject<HTMLElement> {
  const row = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const current = row.current?.querySelector<HTMLElement>("[aria-current]");
    if (!row.current || !current) return;
    const around = row.current.getBoundingClientRect();
    const own = current.getBoundingClientRect();
    if (own.right > around.right) row.current.scrollLeft += own.right - around.right + own.width / 2;
    if (own.left < around.left) row.current.scrollLeft -= around.left - own.left + own.width / 2;
  }, [path]);
  useEffect(() => {
    const element = row.current;
    if (!element) return;
    const update = () => {
      const hasLeft = element.scrollLeft > 1;
      const hasRight = element.scrollLeft + element.clientWidth < element.scrollWidth - 1;
      if (hasLeft || hasRight) element.dataset.more = hasLeft && hasRight ? "both" : hasLeft ? "left" : "right";
      else delete element.dataset.more;
    };
    update();
    const observer = new ResizeObserver(update);
    observer.observe(element);
    element.addEventListener("scroll", update, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", update);
    };
  });
  return row;
}
