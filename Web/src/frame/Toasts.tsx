import { useEffect, useLayoutEffect, useRef, type RefObject } from "react";
import { dismissToast, holdToasts, useToasts } from "../state/toasts";
import { Toast } from "../ui/Toast";
import { cornerFor } from "./toastPlacement";

let cameFrom: HTMLElement | undefined;

export function Toasts() {
  const toasts = useToasts();
  const area = useRef<HTMLDivElement>(null);
  const hold = () => holdToasts(area.current?.matches(":hover, :focus-within") === true);
  // The one that somebody was at may be gone, and no event tells.
  useEffect(hold, [toasts]);
  useFreeCorner(area, toasts);
  return (
    <div
      ref={area}
      className="toasts"
      onPointerEnter={hold}
      onPointerLeave={hold}
      onFocus={hold}
      onBlur={() => requestAnimationFrame(hold)}
      onKeyDown={(event) => {
        if (event.key === "Escape") giveFocusBack();
      }}
    >
      {toasts.map((toast) => (
        <Toast
          key={toast.id}
          kind={toast.kind}
          action={toast.action}
          onDismiss={() => {
            giveFocusBack();
            dismissToast(toast.id);
          }}
        >
          {toast.text}
        </Toast>
      ))}
    </div>
  );
}

/** The keyboard's way to a message, wherever on the page one is; Escape or its button lead back. */
export function focusNewestMessage(): void {
  const button = document.querySelector<HTMLElement>(".toast:last-child button");
  const { activeElement } = document;
  cameFrom = activeElement instanceof HTMLElement && activeElement !== document.body ? activeElement : undefined;
  button?.focus();
}

function giveFocusBack(): void {
  if (!document.activeElement?.closest(".toasts")) return;
  const target = cameFrom?.isConnected ? cameFrom : document.getElementById("main");
  target?.focus({ preventScroll: true });
  cameFrom = undefined;
}

const fields = "input:not([type=hidden], [type=checkbox], [type=radio], [type=file]), textarea, select, [contenteditable]";

/** Puts messages where they cover nothing that somebody types into, when they come and when the page moves under them. */
function useFreeCorner(area: RefObject<HTMLElement>, toasts: readonly unknown[]): void {
  useLayoutEffect(() => {
    const element = area.current;
    if (!element || toasts.length === 0) return;
    const place = () => {
      const shown = [...element.children].map((toast) => toast.getBoundingClientRect());
      const size = {
        width: Math.max(...shown.map(({ width }) => width)),
        height: shown.reduce((sum, { height }) => sum + height + 8, -8),
      };
      const layer = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document;
      const boxes = [...layer.querySelectorAll<HTMLElement>(fields)]
        .filter((field) => field.getClientRects().length > 0).map((field) => field.getBoundingClientRect());
      element.dataset.corner = cornerFor(size, boxes, { width: window.innerWidth, height: window.innerHeight });
    };
    place();
    window.addEventListener("resize", place);
    window.addEventListener("scroll", place, { passive: true });
    document.addEventListener("focusin", place);
    return () => {
      window.removeEventListener("resize", place);
      window.removeEventListener("scroll", place);
      document.removeEventListener("focusin", place);
    };
  }, [area, toasts]);
}
