import { startTransition, useEffect, useRef, useState, type RefObject } from "react";

/** Distance outside the window at which elements are rendered, in pixels: more than a window. */
const margin = 1000;

/**
 * Whether an element is in or near the window, and its last known height.
 *
 * Distant elements are empty boxes of the same height: a list of 10,000 rows costs no more than one of 150.
 */
export function useNearViewport<Kind extends HTMLElement>(ref: RefObject<Kind>, expectedHeight: number) {
  const [isNear, setNear] = useState(false);
  const height = useRef(expectedHeight);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new IntersectionObserver(
      (entries) => {
        // Several records may arrive together: the newest counts.
        const entry = entries.at(-1);
        if (!entry) return;
        if (!entry.isIntersecting) height.current = entry.boundingClientRect.height || height.current;
        // Less urgent than scrolling.
        startTransition(() => setNear(entry.isIntersecting));
      },
      { rootMargin: `${margin}px 0px` },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return { isNear, height: height.current };
}
