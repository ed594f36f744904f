import { forwardRef, useEffect, useRef, useState } from "react";
import { Icon } from "./Icon";

interface SearchBoxProps {
  label: string;
  query: string;
  isBusy?: boolean;
  /** The shortcut that focuses it, if there is one. */
  shortcut?: string;
  /** Pause in typing before searching. */
  pauseMilliseconds?: number;
  hint?: string;
  onChange(query: string): void;
}

const typingPauseMilliseconds = 100;

export const SearchBox = forwardRef<HTMLInputElement, SearchBoxProps>(function SearchBox(props, ref) {
  const { label, query, isBusy, shortcut, hint, pauseMilliseconds = typingPauseMilliseconds, onChange } = props;
  // The typed text is briefly ahead of the query; otherwise the query decides.
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
          // In a dialog the first Escape clears the box, and the next one closes the dialog.
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
