import { useId, useState, type ReactNode } from "react";
import { useStrings } from "../state/language";
import { Button } from "./Button";

interface FiltersProps {
  search: ReactNode;
  /** How many of the others are set. */
  count: number;
  /** Those that are shown in any case. */
  always?: ReactNode;
  children: ReactNode;
}

/** A search and its filters; in narrow windows they are behind a button, so that the list has room. */
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
