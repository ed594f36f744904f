import { useEffect, useLayoutEffect, useRef, type RefObject } from "react";
import { dismissToast, holdToasts, useToasts } from "../state/toasts";
import { Toast } from "../ui/Toast";
import { cornerFor } from "./toastPlacement";

let cameFrom: HTMLElement | undefined;

export function Toasts() {
  const toasts = useToasts();
  const area = useRef<HTMLDivElement>(null);
  const hold = () => holdToasts(area.current?.matches(":hover, :focus-within") === true);
  // The focused toast may have been removed, and removal sends no event.
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

/** Moves focus to the newest message from anywhere; Escape or its button return focus. */
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

/** Keeps messages from covering input fields, when they appear and when the page scrolls. */
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
