import type { ReactNode } from "react";
import { useStrings } from "../state/language";
import { IconButton } from "./Button";

interface ToastProps {
  kind: "done" | "problem";
  children: ReactNode;
  action?: { label: string; run(): void };
  onDismiss(): void;
}

export function Toast({ kind, children, action, onDismiss }: ToastProps) {
  const strings = useStrings().ui;
  return (
    <div className={`toast toast-${kind}`} role={kind === "problem" ? "alert" : "status"}>
      <span className="toast-text">{children}</span>
      {action && (
        <button
          type="button"
          className="toast-action"
          onClick={() => {
            onDismiss();
            action.run();
          }}
        >
          {action.label}
        </button>
      )}
      <IconButton label={strings.dismiss} onClick={onDismiss}>×</IconButton>
    </div>
  );
}
