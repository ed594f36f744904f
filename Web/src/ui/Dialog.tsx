import { useId, useLayoutEffect, useRef, type ReactNode } from "react";

interface DialogProps {
  title: string;
  role?: "dialog" | "alertdialog";
  isWide?: boolean;
  /** A press beside it does not close it: what was typed in it would be lost. */
  isFirm?: boolean;
  children: ReactNode;
  /** Buttons, the one that is meant last; null where Escape is enough. */
  actions: ReactNode;
  onClose(): void;
}

/** The dialog's own border and scroll bar are no place beside it. */
function isBeside(dialog: HTMLDialogElement, { clientX, clientY }: { clientX: number; clientY: number }): boolean {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}

/** In the order in which they lie on each other. */
let opened: readonly HTMLDialogElement[] = [];

/** Shows a dialog again that the browser has closed, in its old place: Escape may have closed several at once. */
function reopen(dialog: HTMLDialogElement): void {
  dialog.showModal();
  for (const above of opened.slice(opened.indexOf(dialog) + 1)) {
    above.close();
    above.showModal();
  }
}

/** Open as long as it is mounted. The native element keeps focus inside and gives it back. */
export function Dialog({ title, role = "dialog", isWide, isFirm, children, actions, onClose }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();

  // A layout effect, because its end comes while the element is still in the page: only then does closing give
  // the focus back to where it was.
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
        // A file chooser in the dialog that is cancelled tells it too.
        if (event.target !== dialog.current) return;
        event.preventDefault();
        onClose();
      }}
      onClose={(event) => {
        // Of two cancels in a row a browser lets only the first be prevented. What is asked next has to lie above.
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
