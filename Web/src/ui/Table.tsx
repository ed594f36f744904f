import type { ReactNode } from "react";

interface TableProps {
  caption: string;
  /** `content` replaces the name, e.g. with a checkbox for all rows. */
  columns: { name: string; className?: string; isHidden?: boolean; content?: ReactNode }[];
  isBusy?: boolean;
  /** The total, where only rows near the window are rendered; the children are then whole bodies. */
  rowCount?: number;
  children: ReactNode;
}

/**
 * Roles are explicit because narrow windows lay rows out as cards, and a changed `display` removes the
 * table's meaning for assistive technology.
 */
export function Table({ caption, columns, isBusy, rowCount, children }: TableProps) {
  return (
    <table
      role="table"
      className="table"
      aria-busy={isBusy || undefined}
      aria-rowcount={rowCount === undefined ? undefined : rowCount + 1}
    >
      <caption className="visually-hidden">{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th key={column.name} role="columnheader" scope="col" className={column.className}>
              {column.content ?? <span className={column.isHidden ? "visually-hidden" : ""}>{column.name}</span>}
            </th>
          ))}
        </tr>
      </thead>
      {rowCount === undefined ? <tbody role="rowgroup">{children}</tbody> : children}
    </table>
  );
}

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
