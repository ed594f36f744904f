import { useEffect, useLayoutEffect, useRef } from "react";

/** Distance from the end within which the page keeps scrolling, in pixels. */
const near = 120;

/** Keeps the end of a growing page visible, unless the user has scrolled up. */
export function useNewestInSight(...grown: unknown[]): void {
  const isAtEnd = useRef(true);
  const isFirst = useRef(true);
  useEffect(() => {
    const scrolled = () => {
      const { scrollHeight } = document.documentElement;
      isAtEnd.current = scrollHeight - window.innerHeight - window.scrollY < near;
    };
    window.addEventListener("scroll", scrolled, { passive: true });
    return () => window.removeEventListener("scroll", scrolled);
  }, []);
  useLayoutEffect(() => {
    if (!isFirst.current && isAtEnd.current) window.scrollTo(0, document.documentElement.scrollHeight);
    isFirst.current = false;
  }, grown);
}
