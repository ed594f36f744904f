import { useEffect, useRef, type RefObject } from "react";

/** Whether the component is still mounted, for answers that arrive later. */
export function useIsMounted(): RefObject<boolean> {
  const isThere = useRef(true);
  useEffect(() => {
    isThere.current = true;
    return () => {
      isThere.current = false;
    };
  }, []);
  return isThere;
}
