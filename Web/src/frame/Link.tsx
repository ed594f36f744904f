import type { AnchorHTMLAttributes, ReactNode } from "react";
import { below } from "../state/basePath";
import { navigate } from "../state/location";

interface LinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  to: string;
  children: ReactNode;
}

/** A real link: opens a new tab when asked to, and otherwise navigates without loading the page. */
export function Link({ to, onClick, ...rest }: LinkProps) {
  return (
    <a
      href={below(to)}
      onClick={(event) => {
        onClick?.(event);
        if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        navigate(to);
      }}
      {...rest}
    />
  );
}
