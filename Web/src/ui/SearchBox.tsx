import { forwardRef, useEffect, useRef, useState } from "react";
import { Icon } from "./Icon";

interface SearchBoxProps {
  label: string;
  query: string;
  isBusy?: boolean;
  /** The key that leads here, where there is one. */
  shortcut?: string;
  /** How long nothing is typed before it is searched for. */
  pauseMilliseconds?: number;
  hint?: string;
  onChange(query: string): void;
}

const typingPauseMilliseconds = 100;

export const SearchBox = forwardRef<HTMLInputElement, SearchBoxProps>(function SearchBox(props, ref) {
  const { label, query, isBusy, shortcut, hint, pauseMilliseconds = typingPauseMilliseconds, onChange } = props;
  // What is typed runs ahead of what is searched for by a moment; apart from that the query decides.
  const [ahead, setAhead] = useState<string>();
  const text = ahead ?? query;
  const timer = useRef<ReturnType<typeof setTimeout>>();
  useEffect(() => () => clearTimeout(timer.current), []);
  const type = (next: string) => {
    setAhead(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      onChange(next);
      setAhead(undefined);
    }, pauseMilliseconds);
  };
  return (
    <div className={`search-box ${isBusy ? "is-busy" : ""}`}>
      <Icon name="search" />
      <input
        ref={ref}
        type="search"
        aria-label={label}
        aria-description={hint}
        title={hint}
        placeholder={label}
        value={text}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          if (!text) return event.currentTarget.blur();
          // In a dialog the first Escape empties the box, and only the next one closes.
          event.preventDefault();
          clearTimeout(timer.current);
          setAhead(undefined);
          if (query) onChange("");
        }}
      />
      {shortcut && <kbd aria-hidden="true">{shortcut}</kbd>}
    </div>
  );
});
