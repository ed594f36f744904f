import { useId, useLayoutEffect, useRef, type ReactNode } from "react";

interface DialogProps {
  title: string;
  role?: "dialog" | "alertdialog";
  isWide?: boolean;
  /** A click outside doesn't close it: typed text would be lost. */
  isFirm?: boolean;
  children: ReactNode;
  /** Buttons, the main one last; null if Escape is enough. */
  actions: ReactNode;
  onClose(): void;
}

/** Clicks on the dialog's border and scroll bar are not outside. */
function isBeside(dialog: HTMLDialogElement, { clientX, clientY }: { clientX: number; clientY: number }): boolean {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}

/** In stacking order. */
let opened: readonly HTMLDialogElement[] = [];

/** Shows a dialog that the browser closed again, at its level: Escape may have closed several at once. */
function reopen(dialog: HTMLDialogElement): void {
  dialog.showModal();
  for (const above of opened.slice(opened.indexOf(dialog) + 1)) {
    above.close();
    above.showModal();
  }
}

/** Open while mounted. The native element traps focus and restores it. */
export function Dialog({ title, role = "dialog", isWide, isFirm, children, actions, onClose }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();

  // A layout effect, because its cleanup runs while the element is still in the page: only then does closing
  // restore the focus.
  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return;
    if (!element.open) element.showModal();
    opened = [...opened, element];
    return () => {
      opened = opened.filter((each) => each !== element);
      element.close();
    };
  }, []);

  return (
    <dialog
      ref={dialog}
      role={role}
      aria-labelledby={`${id}-title`}
      aria-describedby={role === "alertdialog" ? `${id}-body` : undefined}
      className={`dialog ${isWide ? "dialog-wide" : ""}`}
      onCancel={(event) => {
        // Cancelling a file chooser in the dialog sends this event too.
        if (event.target !== dialog.current) return;
        event.preventDefault();
        onClose();
      }}
      onClose={(event) => {
        // Of two cancels in a row the browser lets only the first be prevented. The confirmation has to be on top.
        if (event.target !== dialog.current || dialog.current.open) return;
        reopen(dialog.current);
        onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === dialog.current && !isFirm && isBeside(dialog.current, event)) onClose();
      }}
    >
      <div className="dialog-inside">
        <h2 id={`${id}-title`} className="dialog-title">{title}</h2>
        <div id={`${id}-body`} className="dialog-body">{children}</div>
        {actions && <div className="dialog-actions">{actions}</div>}
      </div>
    </dialog>
  );
}
