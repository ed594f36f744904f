import { useEffect, useState } from "react";
import { openDialog } from "../state/openDialog";
import { useShortcuts } from "../ui/useShortcuts";
import { CommandPalette } from "./CommandPalette";
import { currentModelId } from "./currentModel";
import { ShortcutsDialog } from "./ShortcutsDialog";
import { focusNewestMessage } from "./Toasts";

type Open = { kind: "palette"; currentId: string | undefined } | { kind: "help" };

/** Keyboard shortcuts for every page. */
export function Keyboard() {
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const help = () => setOpen({ kind: "help" });
  useShortcuts({ "?": help, m: focusNewestMessage, u: () => openDialog({ kind: "recent" }) });
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      // Prevents the browser's own search field.
      event.preventDefault();
      if (document.querySelector("dialog[open], [role=menu]")) return;
      setOpen({ kind: "palette", currentId: currentModelId(document.activeElement) });
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
  if (open?.kind === "palette") return <CommandPalette currentId={open.currentId} onShortcuts={help} onClose={close} />;
  if (open?.kind === "help") return <ShortcutsDialog onClose={close} />;
  return null;
}
