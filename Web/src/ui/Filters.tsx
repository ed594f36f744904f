import { useId, useState, type ReactNode } from "react";
import { useStrings } from "../state/language";
import { Button } from "./Button";

interface FiltersProps {
  search: ReactNode;
  /** How many of the folded filters are set. */
  count: number;
  /** Always visible. */
  always?: ReactNode;
  children: ReactNode;
}

/** A search and filters; in narrow windows the filters are behind a button. */
export function Filters({ search, count, always, children }: FiltersProps) {
  const strings = useStrings().ui;
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="filters" role="search">
      {search}
      <Button className="filters-toggle" aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
        {count > 0 ? strings.filtersSet(count) : strings.filters}
      </Button>
      <div id={id} className="filters-rest" data-open={isOpen}>{children}</div>
      {always}
    </div>
  );
}
