import { useState } from "react";
import type { Residency } from "../../api/types";
import { useStrings } from "../../state/language";
import { loadNow, unloadNow } from "../../state/residency";
import { useModelNames } from "../../state/modelNames";
import { Button } from "../../ui/Button";
import { availableAction } from "./residencyStatus";

interface LoadButtonProps {
  residency: Residency;
  /** Called instead of unloading if answers are running. */
  onAskToUnload(): void;
}

/** One button for both actions, so that it keeps its focus and place when the action changes. */
export function LoadButton({ residency, onAskToUnload }: LoadButtonProps) {
  const strings = useStrings().memory;
  const [asked, setAsked] = useState<"load" | "unload">();
  const { base_model: id, leases } = residency;
  const name = useModelNames()(id);
  const act = availableAction(residency);
  if (!act) return null;
  const run = async () => {
    if (asked === act) return;
    if (act === "unload" && leases > 0) return onAskToUnload();
    setAsked(act);
    await (act === "load" ? loadNow(id, name) : unloadNow(id, name));
    setAsked(undefined);
  };
  return (
    <Button
      size="small"
      aria-label={act === "load" ? strings.loadNamed(name) : strings.unloadNamed(name)}
      aria-disabled={asked === act || undefined}
      onClick={() => void run()}
    >
      {act === "load" ? strings.loadNow : strings.unloadNow}
    </Button>
  );
}
