import type { ReactNode } from "react";

interface CellProps {
  /** Shown before the value where the window is too narrow for a table head. */
  label?: string;
  className?: string;
  children?: ReactNode;
}

/** A cell of a row with the class `stacked-row`. */
export function Cell({ label, className, children }: CellProps) {
  return <td role="cell" className={className} data-label={label}>{children}</td>;
}
