import { useEffect, useState } from "react";
import { useShortcuts } from "../ui/useShortcuts";
import { CommandPalette } from "./CommandPalette";
import { ShortcutsDialog } from "./ShortcutsDialog";

/** What the keyboard does on every page. */
export function Keyboard() {
  const [open, setOpen] = useState<"palette" | "help">();
  const close = () => setOpen(undefined);
  useShortcuts({ "?": () => setOpen("help") });
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      // The browser's own search field would open.
      event.preventDefault();
      if (!document.querySelector("dialog[open]")) setOpen("palette");
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
  if (open === "palette") return <CommandPalette onClose={close} />;
  if (open === "help") return <ShortcutsDialog onClose={close} />;
  return null;
}
