import type { ReactNode } from "react";

interface StateMarkProps {
  /** Decides color and shape of the dot; the text says the same. */
  state: string;
  title?: string;
  children: ReactNode;
}

export function StateMark({ state, title, children }: StateMarkProps) {
  return (
    <span className="state" data-state={state} title={title}>
      <span className="state-dot" aria-hidden="true" />
      {children}
    </span>
  );
}
