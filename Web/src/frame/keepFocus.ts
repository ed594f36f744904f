/**
 * What has the focus may be taken out of the page: the link that was pressed to turn it, or a row that somebody else
 * deletes. Then the keyboard goes on from the page's beginning, and not from nowhere.
 *
 * @returns what ends it
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
