import { useEffect, useRef, type RefObject } from "react";

/** Whether the component is still on show, for who waits for an answer that may come later. */
export function useIsThere(): RefObject<boolean> {
  const isThere = useRef(true);
  useEffect(() => {
    isThere.current = true;
    return () => {
      isThere.current = false;
    };
  }, []);
  return isThere;
}
