import "react";

// The popover attribute is newer than the type declarations.
declare module "react" {
  interface HTMLAttributes<T> {
    popover?: "auto" | "manual";
  }
}

declare global {
  interface HTMLElement {
    showPopover(): void;
  }
}
