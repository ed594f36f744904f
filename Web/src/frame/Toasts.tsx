import { useEffect, useRef } from "react";
import { dismissToast, holdToasts, useToasts } from "../state/toasts";
import { Toast } from "../ui/Toast";

let cameFrom: HTMLElement | undefined;

export function Toasts() {
  const toasts = useToasts();
  const area = useRef<HTMLDivElement>(null);
  const hold = () => holdToasts(area.current?.matches(":hover, :focus-within") === true);
  // The one that somebody was at may be gone, and no event tells.
  useEffect(hold, [toasts]);
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
