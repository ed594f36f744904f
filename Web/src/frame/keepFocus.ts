/**
 * The focused element may be removed: a pagination link that was pressed, or a row that someone else deletes.
 * Then focus moves to the beginning of the page instead of being lost.
 *
 * @returns a function that stops it
 */
export function keepFocus(): () => void {
  let last: Element | undefined;
  const seen = ({ target }: FocusEvent) => {
    last = target instanceof Element ? target : undefined;
  };
  const observer = new MutationObserver(() => {
    if (document.activeElement !== document.body || !last || last.isConnected) return;
    last = undefined;
    document.getElementById("main")?.focus({ preventScroll: true });
  });
  document.addEventListener("focusin", seen);
  observer.observe(document.body, { childList: true, subtree: true });
  return () => {
    document.removeEventListener("focusin", seen);
    observer.disconnect();
  };
}
