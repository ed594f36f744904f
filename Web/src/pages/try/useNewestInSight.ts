import { useEffect, useLayoutEffect, useRef } from "react";

/** How far from the end one still reads along, in pixels. */
const near = 120;

/** Keeps the end of a growing page in sight for those who are at it; who has scrolled up reads on in peace. */
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
