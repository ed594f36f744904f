import { startTransition, useEffect, useRef, useState, type RefObject } from "react";

/** How far outside the window something is made ready, in pixels: more than a window. */
const margin = 1000;

/**
 * Whether an element is in sight or soon will be, and how high it was when it last was.
 *
 * What is far away is an empty place of the same height: a list of 10,000 rows costs no more than one of 150.
 */
export function useNear<Kind extends HTMLElement>(ref: RefObject<Kind>, expectedHeight: number) {
  const [isNear, setNear] = useState(false);
  const height = useRef(expectedHeight);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new IntersectionObserver(
      (entries) => {
        // When much was to do, several have come together: the newest holds.
        const entry = entries.at(-1);
        if (!entry) return;
        if (!entry.isIntersecting) height.current = entry.boundingClientRect.height || height.current;
        // Less urgent than the scrolling itself.
        startTransition(() => setNear(entry.isIntersecting));
      },
      { rootMargin: `${margin}px 0px` },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return { isNear, height: height.current };
}
